import { openModel } from "../../../src/models/index.ts";
import type { Message, Model } from "../../../src/types.ts";
import { sampleOf } from "../reference.ts";
import { type Listening, listen } from "./listen.ts";
import { readJson, sendJson } from "./read-json.ts";

export interface ServingFault {
  /** A cache policy in place of the dense one: what a serving stack that cuts or slides keeps. */
  readonly cache?: string;
  /** Added to the true count of a prompt's tokens: -1 as without a BOS. */
  readonly miscount?: number;
  /** What is done to the messages before they reach the model, as a wrong template does. */
  mangle?(messages: readonly Message[]): readonly Message[];
}

/** The reference model behind Ollama's protocol, served as it is or with a fault. */
export async function servedReference(fault: ServingFault = {}): Promise<Listening> {
  const { cache, miscount = 0, mangle = (messages) => messages } = fault;
  const model: Model = await openModel("embedded:reference", cache === undefined ? {} : { cache });
  const server = await listen(async (request, response) => {
    const body = await readJson(request);
    if (request.url === "/api/version") return sendJson(response, 200, { version: "0.5.4" });
    if (request.url === "/api/tags") return sendJson(response, 200, { models: [] });
    if (request.url === "/api/show")
      return sendJson(response, 200, {
        details: { family: "llama" },
        model_info: { "general.architecture": "llama", "llama.context_length": 4096 },
        capabilities: ["completion"],
      });
    const { num_predict } = body.options as { readonly num_predict: number };
    const { answerPrefix: _, ...sample } = sampleOf(1);
    const messages = mangle(body.messages as readonly Message[]);
    const options = { maxOutputTokens: num_predict, temperature: 0, seed: 0 };
    const {
      text,
      finish,
      promptTokens = 0,
      outputTokens,
    } = await model.generate({ ...sample, messages }, options);
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.end(
      `${JSON.stringify({ message: { role: "assistant", content: text }, done: false })}\n${JSON.stringify({
        message: { role: "assistant", content: "" },
        done: true,
        done_reason: finish.reason,
        prompt_eval_count: promptTokens + miscount,
        eval_count: outputTokens,
      })}\n`,
    );
  });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await model.close();
    },
  };
}
