import { wrap } from "../charts/wrap.ts";
import { grouped } from "../number-words.ts";
import type { Charge } from "../run/price.ts";
import type { Span } from "./pace.ts";
import { ASSUMED_RECALL } from "./plan-gap.ts";
import { costOfPlan, type PlannedModel, type PlanReport } from "./plan-report.ts";
import { clockTime } from "./progress-line.ts";
import { textTable } from "./table.ts";

const WIDTH = 80;

/** A plan as `midspan plan` prints it: a table a model, then sentences. */
export function planText(report: PlanReport): string {
  const tables = report.models.map((planned) => `${heading(planned)}\n${tableOf(planned)}`);
  const notes = [...planNotes(report), "Nothing was asked of a model."];
  return [...tables, notes.flatMap((note) => wrap(note, WIDTH)).join("\n")].join("\n\n");
}

/** A plan as a run shows it before it begins. */
export function planLines(report: PlanReport): readonly string[] {
  const lines = report.models.map((planned) => {
    const { prompts, promptTokens } = planned.count.total;
    const about = planned.estimate !== undefined || planned.count.promptTokensError > 0 ? "about " : "";
    const time = planned.time === undefined ? "" : `; ${duration(planned.time)}`;
    return (
      `${planned.model}: ${grouped(prompts)} prompts, ${about}${grouped(promptTokens)} prompt tokens; ` +
      `${costWords(planned)}${time}.`
    );
  });
  // Who asks at one place alone, as orders of chunks are asked, looks for no gap.
  const gap = report.depths > 1 ? [gapNote(report)] : [];
  return [...lines, ...gap].flatMap((line) => wrap(line, WIDTH));
}

function heading({ model, charge }: PlannedModel): string {
  if (charge.kind !== "priced") return model;
  const { entry, price } = charge;
  const day = price.asOf === undefined ? "" : ` of ${price.asOf}`;
  return `${model} (price of ${entry}${day}: ${price.input} in, ${price.output} out)`;
}

function tableOf({ charge, count }: PlannedModel): string {
  const priced = charge.kind === "priced";
  const head = ["task", "length", "prompts", "prompt tokens", "answers", ...(priced ? ["USD"] : [])];
  const row = (name: string, length: number | "", amounts: PlannedModel["count"]["total"]) => [
    name,
    length,
    amounts.prompts,
    amounts.promptTokens,
    amounts.answerTokens,
    ...(priced ? [usdRange({ low: amounts.leastCost, high: amounts.mostCost })] : []),
  ];
  const rows = count.lines.map((line) => row(line.task, line.length, line));
  return textTable([head, ...rows, row("all", "", count.total)]);
}

function planNotes(report: PlanReport): readonly string[] {
  const { models, trials } = report;
  const sampled = models.filter(({ count }) => count.documents < trials);
  const estimated = models.filter(({ estimate }) => estimate !== undefined);
  const names = estimated.map(({ model, estimate }) => `${model} (${estimate})`).join(", ");
  const better = estimated.some(({ measured }) => measured)
    ? "; a run measures the characters of a token on one probe"
    : "";
  const priced = models.filter(({ charge }) => charge.kind === "priced");
  return [
    "answers: tokens at most; they usually end earlier.",
    ...report.notes,
    ...models.flatMap(({ count }) =>
      count.lines
        .filter(({ skipped }) => skipped > 0)
        .map(
          (line) =>
            `${grouped(line.skipped)} of ${line.task} at ${grouped(line.length)} tokens do not fit and are skipped.`,
        ),
    ),
    ...sampled.map(
      ({ model, count }) =>
        `Tokens of ${model} are extrapolated from ${count.documents} of ${grouped(trials)} documents: ` +
        `${grouped(count.total.promptTokens)} ± ${grouped(count.promptTokensError)} (95 %); --exact builds them all.`,
    ),
    ...(estimated.length === 0 ? [] : [`Token counts are estimated for ${names}${better}.`]),
    ...models.map((planned) => `${planned.model}: ${costWords(planned)}.`),
    ...(priced.length > 1 ? [`Together: ${usdRange(costOfPlan(report))} USD.`] : []),
    ...(priced.length === 0 ? [] : [COST_NOTE]),
    ...models.map((planned) => timeNote(planned)),
    gapNote(report),
  ];
}

const COST_NOTE =
  "The lower price has shared starts of prompts in the provider's cache, where it keeps them unasked, and the " +
  "shortest right answers; the higher has nothing cached and answers as long as they may be.";

/** What it costs, or why that is not said. */
export function costWords({ charge, count: { total } }: PlannedModel): string {
  return CHARGE_WORDS[charge.kind](usdRange({ low: total.leastCost, high: total.mostCost }));
}

const CHARGE_WORDS: Readonly<Record<Charge["kind"], (usd: string) => string>> = {
  none: () => "no charge, it runs here",
  unknown: () => "no price is known; --prices FILE adds one",
  priced: (usd) => `${usd} USD`,
};

function timeNote({ model, time }: PlannedModel): string {
  return time === undefined
    ? `${model}: how long it takes is known once a run has begun in this folder.`
    : `${model}: ${duration(time)} at the pace of its record.`;
}

function gapNote({ smallestGap, trials }: PlanReport): string {
  return smallestGap === undefined
    ? "No middle gap can be measured: the depths lack an edge (<= 0.1 or >= 0.9) or a middle (0.4 to 0.6)."
    : `Smallest middle gap that ${grouped(trials)} documents a cell find in 4 of 5 cases, at a recall of ` +
        `${ASSUMED_RECALL}: ${smallestGap.toFixed(2)}.`;
}

export function duration({ low, high }: Span): string {
  const [from, to] = [clockTime(low * 1000), clockTime(high * 1000)];
  return from === to ? from : `${from} to ${to}`;
}

/** "19.70-21.30"; one figure where both read the same. */
export function usdRange({ low, high }: Span): string {
  const [from, to] = [usd(low), usd(high)];
  return from === to ? from : `${from}-${to}`;
}

/** Cents, and below ten of them two digits more; whole dollars above a thousand. */
export function usd(amount: number): string {
  if (amount > 0 && amount < 0.0001) return "<0.0001";
  const digits = amount >= 1000 ? 0 : amount >= 0.1 || amount === 0 ? 2 : 4;
  return amount.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
