import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from "node:worker_threads";
import { MidspanError } from "../errors.ts";
import { seamCount } from "../tokenizers/seam-count.ts";
import type { Tokenizer } from "../tokens.ts";
import { fromPlain } from "./plain-error.ts";
import { startThread } from "./start-thread.ts";
import type { TokenQuestion, TokenReply, TokenThreadData } from "./token-thread.ts";

export interface ServerTokenizer {
  readonly tokenizer: Tokenizer;
  close(): Promise<void>;
}

export interface ServerTokenizerOptions {
  readonly baseUrl: string;
  readonly model: string;
  /** Names the vocabulary in a record. */
  readonly id: string;
  readonly templateTokens: number;
}

/** For one block of texts; a server that is busy with a long prompt answers between two of its batches. */
const ANSWER_MS = 120_000;

/**
 * The exact tokenizer of a llama.cpp server. Counting is synchronous everywhere, so a thread asks the server and
 * this one waits for it; whoever counts much says ahead what comes (`count.ahead`), and is answered by the block.
 * The waiting stops this thread's other work, which is why a server in the same thread could never answer.
 * Throws what the server's error means.
 */
export function openServerTokenizer(options: ServerTokenizerOptions): ServerTokenizer {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  let asking: { readonly thread: Worker; readonly port: MessagePort } | undefined;
  /** Started by the first count: who only asks questions needs none. */
  const portOf = (): MessagePort => {
    if (asking === undefined) {
      const { port1, port2 } = new MessageChannel();
      const thread = startThread(new URL("./token-thread.ts", import.meta.url), undefined);
      const { baseUrl, model } = options;
      thread.postMessage({ port: port2, answered, baseUrl, model } satisfies TokenThreadData, [port2]);
      thread.unref();
      asking = { thread, port: port1 };
    }
    return asking.port;
  };
  let asked = 0;
  const ask = (question: { readonly texts: readonly string[] } | { readonly ids: readonly number[] }) => {
    const id = asked++;
    Atomics.store(answered, 0, 0);
    const port = portOf();
    port.postMessage({ id, ...question } satisfies TokenQuestion);
    for (;;) {
      const reply = receiveMessageOnPort(port)?.message as TokenReply | undefined;
      // An answer that came too late for the question before is passed over.
      if (reply !== undefined && reply.id === id) {
        if ("error" in reply) throw fromPlain(reply.error);
        return reply;
      }
      if (reply === undefined && Atomics.wait(answered, 0, 0, ANSWER_MS) === "timed-out") throw silent();
      if (reply === undefined) Atomics.store(answered, 0, 0);
    }
  };
  const tokensOf = (texts: readonly string[]): readonly (readonly number[])[] => {
    const reply = ask({ texts });
    return "tokens" in reply ? reply.tokens : [];
  };
  const encode = (text: string): readonly number[] => tokensOf([text])[0] ?? [];
  // Counts that were asked for ahead, until they are fetched.
  const lengths = new Map<string, number>();
  const lengthOf = (text: string): { readonly length: number } => {
    const length = lengths.get(text) ?? encode(text).length;
    lengths.delete(text);
    return { length };
  };
  const prepare = (texts: readonly string[]): void => {
    const unknown = texts.filter((text) => !lengths.has(text));
    if (unknown.length === 0) return;
    if (lengths.size > MOST_LENGTHS) lengths.clear();
    for (const [i, { length }] of tokensOf(unknown).entries()) lengths.set(unknown[i] as string, length);
  };
  return {
    tokenizer: {
      id: options.id,
      exact: true,
      templateTokens: options.templateTokens,
      encode,
      decode: (ids) => {
        if (ids.length === 0) return "";
        const reply = ask({ ids });
        return "text" in reply ? reply.text : "";
      },
      count: seamCount(lengthOf, prepare),
    },
    close: async () => {
      asking?.port.close();
      await asking?.thread.terminate();
      asking = undefined;
    },
  };
}

const MOST_LENGTHS = 50_000;

function silent(): MidspanError {
  return new MidspanError(
    "network",
    `the server does not tokenise; an answer within ${ANSWER_MS / 1000} s: none`,
    { retryable: true },
  );
}
