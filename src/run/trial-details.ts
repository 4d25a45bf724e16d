/**
 * Whether what readers of a record rely on beyond its main fields is of their kind: lists of what they hold, factors that
 * can be grouped by, numbers that can be added up. Absent is sound.
 */
export function areDetailsSound(trial: Record<string, unknown>): boolean {
  const { cell, actual, score, generation, error, output, published, source, warnings } = trial;
  return (
    areFactors((cell as Fields).factors as Fields) &&
    isShare((cell as Fields).depth) &&
    isText((actual as Fields).tokenizer) &&
    ((actual as Fields).goldDepths as unknown[]).every(isShare) &&
    isMaybeNumber((actual as Fields).documents) &&
    (warnings as unknown[]).every(isText) &&
    (output === undefined || isText(output)) &&
    (score === undefined || isScore(score)) &&
    (error === undefined || (isFields(error) && isText(error.code) && isText(error.message))) &&
    (generation === undefined || isGeneration(generation)) &&
    (published === undefined || isPublished(published)) &&
    (source === undefined || isSource(source))
  );
}

type Fields = Record<string, unknown>;

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

function isScore(value: unknown): boolean {
  return (
    isFields(value) &&
    Array.isArray(value.found) &&
    value.found.every((one) => typeof one === "boolean") &&
    isMaybeText(value.decoy) &&
    isMaybeText(value.item) &&
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
    (value.answers === undefined || (Array.isArray(value.answers) && value.answers.every(isText)))
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

function isMaybeText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isMaybeNumber(value: unknown): boolean {
  return value === undefined || Number.isFinite(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
