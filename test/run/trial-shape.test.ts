import { describe, expect, it } from "vitest";
import { isTrial } from "../../src/run/trial-shape.ts";
import { trialNumber } from "./trials.ts";

/** With everything that a trial may have. */
const FULL = trialNumber(1, {
  cell: {
    ...{ task: "echo", contextLength: 64, depth: 0.5, seed: 1 },
    factors: { arm: "context", distractors: 4, shuffled: false },
  },
  actual: { tokens: 60, goldDepths: [0, 0.5, 1], tokenizer: "words@1", documents: 3 },
  score: {
    ...{ recall: 0.5, found: [true, false, true], decoy: "red", item: "format/1" },
    ...{ firstLine: 0.25, statedIn: 2 },
  },
  generation: {
    ...{ finish: { reason: "stop", raw: "end_turn" }, servedModel: "echo-1" },
    ...{ promptTokens: 9, cachedTokens: 1, cacheWriteTokens: 1, outputTokens: 2, reasoningTokens: 0 },
    ...{ prefillMs: 1.5, totalMs: 2.5 },
    judged: { by: "judge", output: "yes", said: "yes", rubric: "yes-no@1" },
  },
  error: { code: "timeout", message: "late" },
  published: { score: 1, raw: "10", ours: 0.5 },
  source: { file: "a.jsonl", line: 3, record: 2, question: "Who?", answers: ["one", "two"] },
  warnings: ["first", "second"],
});

const TEXT = [7, null, true, ["a"], { a: 1 }];
const NUMBER = ["7", null, true, [7], {}];
const SHARE = [...NUMBER, -0.1, 1.1];
const FIELDS = ["a", 7, null, true, []];
const LIST = ["a", 7, null, true, {}];
/** One that is none, wherever it stands among the others. */
const among = (good: unknown, bad: readonly unknown[]): unknown[] => [
  ...LIST,
  ...bad.flatMap((one) => [
    [one, good],
    [good, one],
  ]),
];

/** What each field must not be; whether it may be absent. */
const RULES: readonly (readonly [path: string, wrong: readonly unknown[], maybe?: "may be absent"])[] = [
  ["schema", [0, 2, "1", null]],
  ["status", ["done", "", 1, null]],
  ...["id", "model", "task", "haystack", "promptSha256", "startedAt"].map((name) => [name, TEXT] as const),
  ["output", TEXT, "may be absent"],
  ["warnings", among("first", TEXT)],
  ["cell", FIELDS],
  ["cell.task", TEXT],
  ["cell.contextLength", NUMBER],
  ["cell.depth", SHARE],
  ["cell.seed", NUMBER],
  ["cell.factors", FIELDS],
  ["cell.factors.arm", [null, ["a"], {}], "may be absent"],
  ["actual", FIELDS],
  ["actual.tokens", NUMBER],
  ["actual.tokenizer", TEXT],
  ["actual.goldDepths", among(0.5, SHARE)],
  ["actual.documents", NUMBER, "may be absent"],
  ["score", FIELDS],
  ["score.recall", SHARE],
  ["score.found", among(true, ["true", 1, null])],
  ["score.decoy", TEXT, "may be absent"],
  ["score.item", TEXT, "may be absent"],
  ["score.firstLine", SHARE, "may be absent"],
  ["score.statedIn", NUMBER, "may be absent"],
  ["error", FIELDS, "may be absent"],
  ["error.code", TEXT],
  ["error.message", TEXT],
  ["generation", FIELDS, "may be absent"],
  ["generation.finish", FIELDS],
  ["generation.finish.reason", ["done", "", null, 1]],
  ["generation.finish.raw", TEXT, "may be absent"],
  ["generation.servedModel", TEXT, "may be absent"],
  ["generation.judged", FIELDS, "may be absent"],
  ["generation.judged.by", TEXT],
  ["generation.judged.output", TEXT],
  ["generation.judged.said", ["maybe", "", null, true]],
  ...["promptTokens", "cachedTokens", "cacheWriteTokens", "outputTokens", "reasoningTokens"].map(
    (name) => [`generation.${name}`, NUMBER, "may be absent"] as const,
  ),
  ["generation.prefillMs", NUMBER, "may be absent"],
  ["generation.totalMs", NUMBER, "may be absent"],
  ["published", FIELDS, "may be absent"],
  ["published.score", SHARE],
  ["published.raw", [null, ["a"], {}]],
  ["published.ours", NUMBER, "may be absent"],
  ["source", FIELDS, "may be absent"],
  ["source.file", TEXT],
  ["source.question", TEXT, "may be absent"],
  ["source.answers", among("one", TEXT), "may be absent"],
];

/** A copy with another value at the path; `undefined` = none, as JSON leaves it out. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(FULL) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop() as string;
  let at = copy;
  for (const name of names) at = at[name] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

describe("isTrial", () => {
  it("takes a trial with everything that one may have, and one with the least", () => {
    expect(isTrial(FULL)).toBe(true);
    expect(isTrial(trialNumber(1))).toBe(true);
    for (const value of [undefined, null, 1, "{}", [], [FULL]]) expect(isTrial(value)).toBe(false);
  });

  const rules = RULES.map(([path, wrong, maybe]) => ({ path, wrong, maybe: maybe !== undefined }));
  it.each(rules)("$path", ({ path, wrong, maybe }) => {
    for (const value of wrong) expect(isTrial(changed(path, value)), JSON.stringify(value)).toBe(false);
    expect(isTrial(changed(path, undefined)), "absent").toBe(maybe);
  });

  it.each(["stop", "length", "refusal", "other"])("an answer may end for the reason %s", (reason) => {
    expect(isTrial(changed("generation.finish.reason", reason))).toBe(true);
  });

  it.each(["yes", "no", "neither"])("a judge may say %s", (said) => {
    expect(isTrial(changed("generation.judged.said", said))).toBe(true);
  });

  it("a score counts where the trial is scored, and only then needs a recall", () => {
    const { score: _, ...bare } = FULL;
    expect(isTrial(bare)).toBe(false);
    expect(isTrial({ ...bare, status: "failed" })).toBe(true);
    expect(isTrial({ ...bare, status: "truncated", score: { found: [] } })).toBe(true);
    expect(isTrial({ ...bare, score: { found: [] } })).toBe(false);
  });

  it("takes the bounds of a share, and a factor of each kind", () => {
    for (const depth of [0, 1]) expect(isTrial(changed("cell.depth", depth))).toBe(true);
    for (const factor of ["", 0, false]) expect(isTrial(changed("cell.factors.arm", factor))).toBe(true);
  });
});
