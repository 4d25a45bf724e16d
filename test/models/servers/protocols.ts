import { anthropicMessages } from "./anthropic-messages.ts";
import { googleGenerate } from "./google-generate.ts";
import { llamacppCompletion } from "./llamacpp-completion.ts";
import { ollamaChat } from "./ollama-chat.ts";
import { openaiChat, openaiChatWhole } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { Protocol } from "./protocol.ts";

/** Those of hosted models: a key is needed, and nothing is asked besides prompts. */
export const hostedProtocols: readonly Protocol[] = [openaiResponses, anthropicMessages, googleGenerate];

/** Every protocol that an adapter speaks over HTTP; each is put through all faults. */
export const protocols: readonly Protocol[] = [
  ...hostedProtocols,
  ollamaChat,
  llamacppCompletion,
  openaiChat,
  openaiChatWhole,
];
