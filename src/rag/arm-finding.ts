import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import type { Trial } from "../record.ts";
import { holm } from "../stats/holm.ts";
import { holmOver } from "../stats/holm-over.ts";
import { wilson } from "../stats/wilson.ts";
import { type ArmResult, armSentence } from "./arm-sentence.ts";
import { ARM_FIELD, ARM_PREFIX, CONTEXT_ARMS, type ContextArm } from "./arm-task.ts";
import { ORDER_MARGIN } from "./order-finding.ts";
import { PAIRED_METHOD, pairedDifference, verdictOf } from "./paired-difference.ts";
import { addSpent, type Spent, type StepSpending, spentOf, stepsByQuestion } from "./step-spending.ts";

interface Asked {
  readonly hit: boolean | undefined;
  readonly spent: Spent;
}

interface Group {
  readonly model: string;
  readonly chunks: number;
  readonly simulated: boolean;
  readonly asked: Map<ContextArm, Map<string, Asked>>;
}

/**
 * Per (model, number of chunks): rows "accuracy", "prompt tokens", "output tokens" and "USD per 1,000 questions" of each arm,
 * with what the summaries and partial answers took in them; "difference to full" (exact McNemar, Holm over the arms); "verdict".
 * Paired: a question that some arm did not score (a summary that failed, a context that does not fit) is in none.
 */
export const armFinding: Analysis = {
  name: "context-arms",
  question: "Summarise the chunks, give few, or give all?",
  run: (trials, options) => {
    const steps = stepsByQuestion(trials, options.prices);
    return {
      name: armFinding.name,
      question: armFinding.question,
      rows: groupsOf(trials, options).flatMap((group) => rowsOf(group, steps, options)),
      cautions: [],
    };
  },
};

function groupsOf(trials: Iterable<Trial>, { prices }: AnalysisOptions): Group[] {
  const groups = new Map<string, Group>();
  const full = new Map<string, Map<string, Asked>>();
  for (const trial of trials) {
    const { model, task, cell, haystack, status, score, simulated } = trial;
    if (!task.startsWith(ARM_PREFIX) || (cell.factors.arm ?? "context") !== "context") continue;
    const arm = task.slice(ARM_PREFIX.length) as ContextArm;
    const chunks = Number(cell.factors.chunks ?? 0);
    const key = JSON.stringify([model, chunks]);
    const group = groups.get(key) ?? { model, chunks, simulated: simulated ?? false, asked: new Map() };
    groups.set(key, group);
    // All chunks are all chunks: asked once, it stands beside every k.
    const asked = (arm === "full" ? full.get(model) : group.asked.get(arm)) ?? new Map<string, Asked>();
    if (arm === "full") full.set(model, asked);
    else group.asked.set(arm, asked);
    const hit = status === "scored" && score ? score.recall === 1 : undefined;
    asked.set(`${haystack}#${cell.seed}`, { hit, spent: spentOf(trial, prices) });
  }
  for (const { model, asked } of groups.values()) {
    const own = full.get(model);
    if (own !== undefined) asked.set("full", own);
  }
  return [...groups.values()].sort((a, b) =>
    a.model < b.model ? -1 : a.model > b.model ? 1 : a.chunks - b.chunks,
  );
}

function rowsOf(
  { model, chunks, simulated, asked }: Group,
  steps: StepSpending,
  options: AnalysisOptions,
): Row[] {
  const group = { model, chunks, ...(simulated ? { simulated } : {}) };
  const arms = CONTEXT_ARMS.filter((arm) => asked.has(arm));
  const questions = [...new Set(arms.flatMap((arm) => [...(asked.get(arm)?.keys() ?? [])]))].sort();
  const common = questions.filter((question) =>
    arms.every((arm) => asked.get(arm)?.get(question)?.hit !== undefined),
  );
  const unscored = questions.length - common.length;
  if (common.length === 0)
    return [
      {
        ...{ group, name: "verdict", unscored, verdict: "cannot tell" },
        sentence: "No question was scored in every arm: nothing can be compared.",
      },
    ];
  const alpha = 1 - options.level;
  const results = arms.map((arm): ArmResult => {
    const own = common.map((question) => asked.get(arm)?.get(question) as Asked);
    const field = ARM_FIELD[arm];
    const spent = own.map(({ spent: one }, i) =>
      field === undefined ? one : addSpent(one, steps(model, field, common[i] as string, chunks)),
    );
    return { arm, hits: own.map(({ hit }) => hit === true), spent };
  });
  const [first, ...others] = results as [ArmResult, ...ArmResult[]];
  const found = others.map(({ hits }) => pairedDifference(hits, first.hits, { alpha, margin: ORDER_MARGIN }));
  const adjusted = holm(found.map(({ p }) => p));
  const differences = found.map((one, i) => ({
    ...one,
    adjusted: adjusted[i] ?? 1,
    verdict: verdictOf(one, adjusted[i] ?? 1, alpha),
  }));
  const method = `${PAIRED_METHOD}${holmOver(others.length)}`;
  return [
    ...results.flatMap((result) =>
      armRows(result, { group: { ...group, arm: result.arm }, unscored }, options),
    ),
    ...differences.map(
      ({ value, low, high, n, adjusted: p, verdict }, i): Row => ({
        group: { ...group, arm: others[i]?.arm ?? "" },
        name: `difference to ${first.arm}`,
        estimate: { value, low, high, n, method, p },
        ...{ unscored, verdict },
      }),
    ),
    ...sentenceRows(results, differences, { group, unscored }),
  ];
}

type Own = Pick<Row, "group" | "unscored">;

function armRows({ hits, spent }: ArmResult, own: Own, { level }: AnalysisOptions): Row[] {
  const n = hits.length;
  const right = hits.filter(Boolean).length;
  const mean = (name: string, unit: string, of: (one: Spent) => number | undefined, times = 1): Row[] => {
    const values = spent.map(of);
    // Unknown is not zero: one question whose amount nobody knows leaves the mean unknown.
    if (values.some((value) => value === undefined)) return [];
    const value = (times * values.reduce<number>((sum, one) => sum + (one ?? 0), 0)) / n;
    const estimate: Estimate = { value, low: value, high: value, n, method: "mean, no interval" };
    return [{ ...own, name, unit, estimate }];
  };
  return [
    {
      ...{ ...own, name: "accuracy" },
      estimate: { value: right / n, ...wilson(right, n, level), n, method: "Wilson 95 %" },
    },
    ...mean("prompt tokens", "tokens a question", ({ promptTokens }) => promptTokens),
    ...mean("output tokens", "tokens a question", ({ outputTokens }) => outputTokens),
    ...mean("USD per 1,000 questions", "USD per 1,000 questions", ({ usd }) => usd, 1000),
  ];
}

function sentenceRows(
  results: readonly ArmResult[],
  differences: Parameters<typeof armSentence>[1],
  { group, unscored }: Own,
): Row[] {
  const { verdict, sentence } = armSentence(results, differences, Number(group.chunks), unscored);
  return [{ group, name: "verdict", unscored, verdict, sentence }];
}
