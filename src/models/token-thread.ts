import { type MessagePort, parentPort } from "node:worker_threads";
import { openLlamacpp } from "./llamacpp-server.ts";
import { type PlainError, toPlain } from "./plain-error.ts";

/** The thread of server-tokenizer.ts: it asks the server while the thread that wants to know stands still. */
export interface TokenThreadData {
  readonly port: MessagePort;
  /** One word, 0 while a question is open. */
  readonly answered: Int32Array;
  readonly baseUrl: string;
  readonly model: string;
}

export type TokenQuestion =
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly ids: readonly number[] };

export type TokenReply =
  | { readonly id: number; readonly tokens: readonly (readonly number[])[] }
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly error: PlainError };

/** Questions on their way at once; a server answers one connection after the other, but many connections together. */
const AT_ONCE = 16;

parentPort?.once("message", ({ port, answered, baseUrl, model }: TokenThreadData) => {
  const server = openLlamacpp(baseUrl, model);
  const tokensOf = async (texts: readonly string[]): Promise<number[][]> => {
    const found: number[][] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < texts.length; i = next++) found[i] = await server.tokenize(texts[i] as string);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found;
  };
  const reply = async (question: TokenQuestion): Promise<TokenReply> => {
    const { id } = question;
    try {
      if ("texts" in question) return { id, tokens: await tokensOf(question.texts) };
      return { id, text: await server.detokenize(question.ids) };
    } catch (error) {
      return { id, error: toPlain(error) };
    }
  };
  port.on("message", async (question: TokenQuestion) => {
    port.postMessage(await reply(question));
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
});
