import type { Trial } from "../record.ts";
import { STATUSES } from "./statuses.ts";

/**
 * Whether a value has all that readers of a record rely on: lists of what they hold, factors that can be grouped by,
 * numbers that can be added up. What may be absent is sound where it is. Written out because a record has a million
 * lines.
 */
export function isTrial(value: unknown): value is Trial {
  if (!isFields(value) || value.schema !== 1 || !KNOWN.has(value.status)) return false;
  const { status, score, generation, error, output, published, source, warnings } = value;
  return (
    TEXTS.every((name) => isText(value[name])) &&
    isCell(value.cell) &&
    isActual(value.actual) &&
    areTexts(warnings) &&
    isMaybeText(output) &&
    (score === undefined ? status !== "scored" : isScore(score, status === "scored")) &&
    (error === undefined || (isFields(error) && isText(error.code) && isText(error.message))) &&
    (generation === undefined || isGeneration(generation)) &&
    (published === undefined || isPublished(published)) &&
    (source === undefined || isSource(source))
  );
}

type Fields = Record<string, unknown>;

const KNOWN: ReadonlySet<unknown> = new Set(STATUSES);
const TEXTS = ["id", "model", "task", "haystack", "promptSha256", "startedAt"];

function isCell(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value.task) &&
    Number.isFinite(value.contextLength) &&
    isShare(value.depth) &&
    Number.isFinite(value.seed) &&
    isFields(value.factors) &&
    areFactors(value.factors)
  );
}

function isActual(value: unknown): boolean {
  return (
    isFields(value) &&
    Number.isFinite(value.tokens) &&
    isText(value.tokenizer) &&
    Array.isArray(value.goldDepths) &&
    value.goldDepths.every(isShare) &&
    isMaybeNumber(value.documents)
  );
}

const REASONS: ReadonlySet<unknown> = new Set(["stop", "length", "refusal", "other"]);
const COUNTS = ["promptTokens", "cachedTokens", "cacheWriteTokens", "outputTokens", "reasoningTokens"];
const TIMES = ["prefillMs", "totalMs"];

function isGeneration(value: unknown): boolean {
  return (
    isFields(value) &&
    isFields(value.finish) &&
    REASONS.has(value.finish.reason) &&
    isMaybeText(value.finish.raw) &&
    isMaybeText(value.servedModel) &&
    (value.judged === undefined || isJudgement(value.judged)) &&
    COUNTS.every((name) => isMaybeNumber(value[name])) &&
    TIMES.every((name) => isMaybeNumber(value[name]))
  );
}

const SAID: ReadonlySet<unknown> = new Set(["yes", "no", "neither"]);

function isJudgement(value: unknown): boolean {
  return isFields(value) && isText(value.by) && isText(value.output) && SAID.has(value.said);
}

function isScore(value: unknown, counts: boolean): boolean {
  return (
    isFields(value) &&
    (!counts || isShare(value.recall)) &&
    Array.isArray(value.found) &&
    value.found.every((one) => typeof one === "boolean") &&
    isMaybeText(value.decoy) &&
    isMaybeText(value.item) &&
    isMaybeNumber(value.statedIn) &&
    (value.firstLine === undefined || isShare(value.firstLine))
  );
}

function isPublished(value: unknown): boolean {
  return isFields(value) && isShare(value.score) && isFactor(value.raw) && isMaybeNumber(value.ours);
}

function isSource(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value.file) &&
    isMaybeText(value.question) &&
    (value.answers === undefined || areTexts(value.answers))
  );
}

function areFactors(factors: Fields): boolean {
  for (const name in factors) if (!isFactor(factors[name])) return false;
  return true;
}

function isFactor(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isMaybeText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isMaybeNumber(value: unknown): boolean {
  return value === undefined || Number.isFinite(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
