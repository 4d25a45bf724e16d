import type { ErrorCode } from "../errors.ts";
import type { Generation, Model, Sample } from "../types.ts";
import { type Counted, countedBy } from "./prompt-count.ts";

/** One thing that was looked at before a run. */
export interface Check {
  readonly name: string;
  /** `warning`: a run makes sense, and its reader should know. */
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  readonly code?: ErrorCode;
  readonly cure?: string;
}

/** One probe and what came of it. */
export interface Look {
  readonly sample: Sample;
  readonly generation: Generation;
  readonly found: readonly boolean[];
  readonly ms: number;
}

export function windowCheck({ contextWindow }: Model, longest: number): Check {
  if (contextWindow === undefined)
    return {
      name: "window",
      status: "ok",
      detail: `not known; the long prompt of ${tokens(longest)} shows it`,
    };
  const words = `${tokens(contextWindow)}; the longest prompt takes ${tokens(longest)}`;
  if (longest <= contextWindow) return { name: "window", status: "ok", detail: words };
  const cure = `Leave out lengths above ${contextWindow}.`;
  return { name: "window", status: "failed", detail: words, code: "context-window", cure };
}

export function answerCheck({ found, generation, ms }: Look): Check {
  const hits = found.filter(Boolean).length;
  const detail = `${hits} of ${found.length} facts of a short prompt, ${Math.round(ms)} ms`;
  if (generation.text.trim() === "")
    return {
      name: "answers",
      status: "failed",
      detail: "an empty answer to a short prompt",
      code: "bad-response",
      cure: "Ask the server by hand; a template that ends the answer at once looks like this.",
    };
  return { name: "answers", status: hits === 0 ? "warning" : "ok", detail };
}

export function tokenizerCheck({ tokenizer }: Model, { sample, generation }: Look): Check {
  const how = tokenizer.exact ? tokenizer.id : `${tokenizer.id}, an estimate`;
  const counted = countedBy(generation, sample, tokenizer.exact);
  if (counted.kind === "unknown")
    return { name: "tokenizer", status: "ok", detail: `${how}; the server does not report its count` };
  const detail = `${how}; ${tokens(sample.promptTokens)} by us, ${tokens(counted.tokens)} by the server`;
  const off = tokenizer.exact && Math.abs(counted.tokens - sample.promptTokens) > 8;
  return { name: "tokenizer", status: off || counted.kind === "short" ? "warning" : "ok", detail };
}

export function placeCheck(
  place: string,
  arrived: boolean,
  known: boolean,
  counted: Counted,
  model: Model,
  { promptTokens }: Sample,
): Check {
  const name = `${place} of the prompt`;
  if (counted.kind === "short")
    return {
      name,
      status: "failed",
      detail: `${tokens(promptTokens)} were sent, the server counted ${tokens(counted.tokens)}`,
      code: "context-truncated",
      cure: whereMissing(model),
    };
  if (arrived) return { name, status: "ok", detail: `arrived in a prompt of ${tokens(promptTokens)}` };
  if (counted.kind === "full")
    return {
      name,
      status: "warning",
      detail: `not recalled, though the server counted all ${tokens(counted.tokens)}`,
    };
  const detail = `not recalled from ${tokens(promptTokens)}, and the server reports no count`;
  if (!known) return { name, status: "warning", detail: `${detail}; nor from a short prompt` };
  return { name, status: "failed", detail, code: "context-truncated", cure: whereMissing(model) };
}

function tokens(n: number): string {
  return `${n.toLocaleString("en")} tokens`;
}

/** What to do about a prompt that was cut. */
function whereMissing({ id, details }: Model): string {
  const sent = details.numCtx === undefined ? "" : ` (num_ctx ${details.numCtx} was sent)`;
  if (id.startsWith("ollama:"))
    return `The server cut the prompt${sent}: free memory for a larger context, or plan shorter lengths.`;
  if (id.startsWith("llamacpp:"))
    return "Start the server with a larger -c (divided by -np), or plan shorter lengths.";
  return "Plan shorter lengths, or raise the server's context; --no-preflight runs all the same.";
}
