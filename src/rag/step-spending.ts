import type { AnswerPrices } from "../findings.ts";
import type { Trial } from "../record.ts";
import { STEP_PREFIX } from "./step-task.ts";

/** What an answer took; undefined = nobody knows. */
export interface Spent {
  readonly promptTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly usd: number | undefined;
}

export function spentOf(trial: Trial, prices: AnswerPrices | undefined): Spent {
  const { generation, actual } = trial;
  return {
    promptTokens: generation?.promptTokens ?? (actual.estimated ? undefined : actual.tokens),
    outputTokens: generation?.outputTokens,
    usd: prices?.usd(trial),
  };
}

export function addSpent(a: Spent, b: Spent): Spent {
  const sum = (x: number | undefined, y: number | undefined): number | undefined =>
    x === undefined || y === undefined ? undefined : x + y;
  return {
    promptTokens: sum(a.promptTokens, b.promptTokens),
    outputTokens: sum(a.outputTokens, b.outputTokens),
    usd: sum(a.usd, b.usd),
  };
}

/** What the steps of a question's best k chunks took: as if made for it alone, though a summary may serve others too. */
export type StepSpending = (
  model: string,
  field: "summary" | "partial",
  question: string,
  chunks: number,
) => Spent;

const UNKNOWN: Spent = { promptTokens: undefined, outputTokens: undefined, usd: undefined };

/** By the model's own steps; where it made none, by those of the one that made them for it. */
export function stepsByQuestion(trials: Iterable<Trial>, prices: AnswerPrices | undefined): StepSpending {
  const steps = new Map<string, Spent>();
  const makers = new Set<string>();
  for (const trial of trials) {
    if (!trial.task.startsWith(STEP_PREFIX)) continue;
    makers.add(trial.model);
    const step = trial.task.slice(STEP_PREFIX.length);
    const question = `${trial.haystack}#${trial.cell.seed}`;
    steps.set(JSON.stringify([trial.model, step, question]), spentOf(trial, prices));
  }
  const [only] = makers;
  return (model, field, question, chunks) => {
    const maker = makers.has(model) ? model : only;
    const kind = field === "summary" ? "summary" : "answer";
    let spent: Spent = { promptTokens: 0, outputTokens: 0, usd: 0 };
    for (let rank = 1; rank <= chunks; rank++) {
      const own = steps.get(JSON.stringify([maker, `${kind}-${rank}`, question])) ?? UNKNOWN;
      spent = addSpent(spent, own);
    }
    return spent;
  };
}
