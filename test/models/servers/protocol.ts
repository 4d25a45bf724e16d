import type { Received } from "./loopback.ts";

/** What a server is to say; the rest has defaults of the protocol. */
export interface Reply {
  readonly text: string;
  /** Text of thinking, where the protocol shows one. */
  readonly thinking?: string;
  readonly end?: "stop" | "length" | "refusal";
  /** No usage at all, as some servers do. */
  readonly silentUsage?: true;
  readonly cachedTokens?: number;
  /** Default: by the length of the prompt. */
  readonly promptTokens?: number;
}

/** A body in three pieces; `middle` may come any number of times. */
export interface Body {
  readonly type: string;
  readonly opening: string;
  readonly middle: string;
  readonly closing: string;
}

export type Refusal = "rate-limit" | "quota" | "key" | "unknown-model" | "too-long" | "overloaded";

export interface RefusedReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one kind of server speaks: what a fault server needs to play it. */
export interface Protocol {
  /** Of a model of the adapter under test. */
  readonly id: string;
  /** Environment variable of its key; absent where there is none. */
  readonly variable?: string;
  /** Throws where a request is not what the real server takes. Returns the prompt. */
  read(request: Received): string;
  answer(reply: Reply, request: Received): Body;
  /** JSON for what is asked besides prompts (a version, a list of models), which no fault touches. */
  aside?(request: Received): object | undefined;
  refuse(refusal: Refusal): RefusedReply;
  /** Absent = an answer can say that it is a refusal. */
  readonly refuses?: false;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** JSON around a text that stands in it as `TEXT`. */
export function jsonBody(value: object, text: string): Body {
  const [opening = "", closing = ""] = JSON.stringify(value).split("TEXT");
  const escaped = JSON.stringify(text).slice(1, -1);
  return { type: "application/json", opening, middle: escaped, closing };
}

export function wholeBody({ opening, middle, closing }: Body): string {
  return opening + middle + closing;
}

/** What a chat template adds. */
const TEMPLATE_TOKENS = 12;

/** What a server of this kind counts, about as ours does. */
export function countPrompt({ read }: Pick<Protocol, "read">, reply: Reply, request: Received): number {
  return reply.promptTokens ?? TEMPLATE_TOKENS + Math.ceil(read(request).length / 3.6);
}
