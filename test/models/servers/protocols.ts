import { anthropicMessages } from "./anthropic-messages.ts";
import { googleGenerate } from "./google-generate.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { Protocol } from "./protocol.ts";

/** Every protocol that an adapter speaks over HTTP; each is put through all faults and the adapters' contract. */
export const protocols: readonly Protocol[] = [openaiResponses, anthropicMessages, googleGenerate];
