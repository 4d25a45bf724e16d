import { openTokenizer } from "../../src/tokenizers/index.ts";
import { answerFrom } from "../models/servers/answer-from.ts";
import type { Listening } from "../models/servers/listen.ts";
import { llamacppServer } from "../models/servers/llamacpp.ts";
import { startLoopback } from "../models/servers/loopback.ts";
import { ollamaServer } from "../models/servers/ollama.ts";
import { openaiResponses } from "../models/servers/openai-responses.ts";
import { wholeBody } from "../models/servers/protocol.ts";

/** What a walk's commands reach, by the variables that its page uses. */
export interface Served {
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** An Ollama with one model, which forgets half of what stands in the middle. */
export async function servedByOllama(): Promise<Served> {
  const server = await ollamaServer({
    ...{ name: "llama3.2", contextLength: 131_072, untimed: true },
    forgets: { edge: 0.02, middle: 0.5 },
  });
  return served({ OLLAMA_HOST: server.url }, server);
}

/** Two llama.cpp servers with one model; the smaller file forgets more. */
export async function servedByLlamacpp(): Promise<Served> {
  const q8 = await llamacppServer({
    ...{ window: 8192, slots: 2, file: "qwen3-4b-q8_0" },
    forgets: { edge: 0.02, middle: 0.1 },
  });
  const q4 = await llamacppServer({
    ...{ window: 8192, slots: 2, file: "qwen3-4b-q4_k_m" },
    forgets: { edge: 0.02, middle: 0.5 },
  });
  return served({ Q8: q8.url, Q4: q4.url }, q8, q4);
}

/** OpenAI's Responses API, tokens counted as that model's are. */
export async function servedByOpenai(): Promise<Served> {
  const { count } = await openTokenizer("o200k_base");
  const server = await startLoopback((request, response) => {
    const prompt = openaiResponses.read(request);
    const text = answerFrom(prompt, { edge: 0.02, middle: 0.3 });
    const body = openaiResponses.answer({ text, promptTokens: count(prompt) + 8 }, request);
    response.writeHead(200, { "content-type": body.type });
    response.end(wholeBody(body));
  });
  return served({ OPENAI_URL: server.url, OPENAI_API_KEY: "sk-walk-51c07f" }, server);
}

function served(env: NodeJS.ProcessEnv, ...servers: readonly Listening[]): Served {
  return { env, close: async () => void (await Promise.all(servers.map((server) => server.close()))) };
}
