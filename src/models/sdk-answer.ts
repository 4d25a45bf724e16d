import { MidspanError } from "../errors.ts";
import type { Finish, Generation } from "../types.ts";
import type { SdkModel } from "./hosted-model.ts";
import { rateLimits } from "./rate-limits.ts";
import { withoutSecrets } from "./secrets.ts";
import { refuseSilence } from "./silence.ts";

type SdkResult = Awaited<ReturnType<SdkModel["doGenerate"]>>;

/**
 * What a server says about a call, read from its raw body: the SDK's own numbers are 0 where a server said nothing.
 * Prompt tokens include those of caches, output tokens those of thinking.
 */
export type Account = Pick<
  Generation,
  | "promptTokens"
  | "cachedTokens"
  | "cacheWriteTokens"
  | "outputTokens"
  | "reasoningTokens"
  | "servedModel"
  | "responseId"
  | "usage"
> & {
  /** The server's own word for why the answer ended. */
  readonly ended?: string;
};

export interface AnswerContext {
  readonly totalMs: number;
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/** Throws `bad-response` for an answer that is none: silent, or broken off for no reason of the model's. */
export function generationOf(result: SdkResult, account: Account, context: AnswerContext): Generation {
  const { ended, ...counts } = account;
  // Thinking is content of its own kind and no part of the answer.
  const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
  const limits = rateLimits(new Headers(result.response?.headers));
  const generation: Generation = {
    text,
    finish: finishOf(result.finishReason, ended),
    ...counts,
    totalMs: context.totalMs,
    ...(limits === undefined ? {} : { limits }),
    warnings: [...context.warnings, ...result.warnings.map(tellWarning)],
  };
  return refuseSilence(withoutSecrets(generation, context.secrets));
}

function finishOf({ unified, raw }: SdkResult["finishReason"], ended: string | undefined): Finish {
  const word = ended ?? raw;
  const said = word === undefined ? {} : { raw: word };
  if (unified === "stop" || unified === "length") return { reason: unified, ...said };
  if (unified === "content-filter") return { reason: "refusal", ...said };
  // No tool was offered and no other end is the model's own: what came may lack its end.
  throw new MidspanError(
    "bad-response",
    `the answer did not end by itself; a reason such as stop or length: ${word ?? "none given"}`,
    { retryable: true },
  );
}

function tellWarning(warning: SdkResult["warnings"][number]): string {
  if (warning.type === "other") return warning.message;
  const details = warning.details === undefined ? "" : ` (${warning.details})`;
  return warning.type === "unsupported"
    ? `setting not sent: ${warning.feature}${details}`
    : `setting changed: ${warning.feature}${details}`;
}
