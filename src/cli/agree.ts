import { createInterface } from "node:readline/promises";
import { MidspanError } from "../errors.ts";
import type { Sweep } from "../run/sweep.ts";
import type { Charges } from "./charges.ts";
import { printMessage } from "./console.ts";
import type { Pace } from "./pace.ts";
import { costOfPlan, type PlannedModel, type PlanReport, planReport } from "./plan-report.ts";
import { planLines, usd } from "./plan-words.ts";
import type { Settings } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** Above one of these a run asks before it begins. */
const MOST_PROMPTS = 2000;
const MOST_USD = 1;
/** Of models that run here: time is all they cost, about six hours at 1,000 tokens a second. */
const MOST_LOCAL_TOKENS = 20_000_000;

/** These come with midspan, take minutes and cost nothing. */
const UNQUESTIONED = /^(embedded|simulated|replay):/;
/** A plan that is only shown is counted from few documents. */
export const FEW_PROMPTS = 300;

export interface AgreeOptions {
  readonly charges: Charges;
  readonly settings: Settings;
  readonly flags: Pick<SweepFlags, "quiet" | "json" | "prefix">;
  /** The record holds trials of this plan: it was agreed to when they were asked. */
  readonly begun: boolean;
  /** By model id, where a probe has measured them. */
  readonly paces?: ReadonlyMap<string, Pace>;
}

/**
 * Shows what a run will ask for, and asks whether it may where that is much. Throws `usage` where nobody can answer,
 * or the answer is no.
 */
export async function agreeToPlan(sweep: Sweep, options: AgreeOptions): Promise<void> {
  const { charges, settings, flags, begun, paces } = options;
  if (begun || sweep.models.every(({ id }) => UNQUESTIONED.test(id))) return;
  const silent = flags.quiet === true || flags.json === true;
  if (silent && settings.yes === true) return;
  const report = planReport(sweep, {
    charges,
    most: FEW_PROMPTS,
    measures: settings.tokenizer === undefined,
    shared: flags.prefix !== "fresh",
    ...(paces === undefined ? {} : { paces }),
  });
  if (!silent) for (const line of planLines(report)) printMessage(line);
  const reasons = reasonsToAsk(report, settings);
  if (reasons.length === 0 || settings.yes === true) return;
  const terminal = process.stdin.isTTY && process.stderr.isTTY;
  if (terminal && !silent && (await saysYes("Begin? [y/N] "))) return;
  throw new MidspanError("usage", `not begun; a plan this large needs a yes: ${reasons.join(", ")}`, {
    cure: "Add --yes, set --max-cost, or make it smaller with --max-length, --detect, --trials or --task.",
  });
}

/** Why a plan is not begun without a question; a limit of the user's own answers for models that have a price. */
export function reasonsToAsk(report: PlanReport, { maxCost }: Pick<Settings, "maxCost">): readonly string[] {
  const asked = report.models.filter(({ model }) => !UNQUESTIONED.test(model));
  const of = (kind: PlannedModel["charge"]["kind"]): readonly PlannedModel[] =>
    asked.filter(({ charge }) => charge.kind === kind);
  const paid = [...of("unknown"), ...(maxCost === undefined ? of("priced") : [])];
  const prompts = paid.reduce((sum, { count }) => sum + count.total.prompts, 0);
  const cost = maxCost === undefined ? costOfPlan(report).high : 0;
  const tokens = of("none").reduce((sum, { count }) => sum + count.total.promptTokens, 0);
  return [
    ...(prompts > MOST_PROMPTS ? [`${prompts.toLocaleString("en")} prompts of models that charge`] : []),
    ...(cost > MOST_USD ? [`up to ${usd(cost)} USD`] : []),
    ...(tokens > MOST_LOCAL_TOKENS ? [`${tokens.toLocaleString("en")} prompt tokens`] : []),
  ];
}

async function saysYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*y(es)?\s*$/i.test(await terminal.question(question));
  } finally {
    terminal.close();
  }
}
