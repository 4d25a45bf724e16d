import type { Finding, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { modelLabel, seriesKey } from "./series.ts";
import type { ChartStyle } from "./style.ts";
import { visibleText } from "./visible-text.ts";
import { shareInWords } from "./wording.ts";

/** What Vega-Lite is given for one mark: a model at a task. */
export interface CostPoint {
  readonly model: string;
  readonly panel: string;
  readonly cost: number;
  readonly recall: number;
  readonly low: number;
  readonly high: number;
  /** Whether no other of its panel recalls as much for less, or more for as much. */
  readonly frontier: boolean;
  readonly label: string;
}

export interface CostPoints {
  /** What the axis counts: money where a price is known, else tokens. */
  readonly measure: "USD per 1,000 prompts" | "prompt tokens";
  readonly points: readonly CostPoint[];
  readonly rows: readonly Row[];
  /** Models that are not drawn because nobody knows their price. */
  readonly unpriced: readonly string[];
}

/** Marks of recall against cost; none where there are no two models of different cost to be set apart. */
export function costPoints(finding: Finding | undefined, style: ChartStyle): CostPoints | undefined {
  const rows = finding?.rows ?? [];
  const recalls = rows.filter(({ name, estimate }) => name === "recall" && (estimate?.n ?? 0) > 0);
  const byMoney = rows.some(({ name }) => name === "USD per 1,000 prompts");
  const measure = byMoney ? "USD per 1,000 prompts" : "prompt tokens";
  const costOf = (recall: Row): number | undefined =>
    rows.find((row) => row.name === measure && seriesKey(row) === seriesKey(recall))?.estimate?.value;
  const drawn = recalls.filter((row) => (costOf(row) ?? 0) > 0);
  const tasks = new Set(drawn.map(({ group }) => group.task));
  const points = drawn.map((row) => pointOf(row, costOf(row) ?? 0, measure, tasks.size === 1, style));
  const worth = points.filter(({ panel }) => isTelling(points, panel, byMoney));
  if (worth.length === 0) return undefined;
  return {
    measure,
    points: worth.map((point) => ({ ...point, frontier: !worth.some((other) => beats(other, point)) })),
    rows: drawn,
    unpriced: [
      ...new Set(
        recalls.filter((row) => costOf(row) === undefined).map(({ group }) => modelLabel(group, style)),
      ),
    ],
  };
}

/** Equal prompts of several models say nothing of their price. */
function isTelling(points: readonly Omit<CostPoint, "frontier">[], panel: string, byMoney: boolean): boolean {
  const own = points.filter((point) => point.panel === panel);
  const costs = own.map(({ cost }) => cost);
  return own.length > 1 && (byMoney || Math.max(...costs) / Math.min(...costs) >= 1.05);
}

function beats(other: Omit<CostPoint, "frontier">, one: Omit<CostPoint, "frontier">): boolean {
  if (other.panel !== one.panel || other.cost > one.cost || other.recall < one.recall) return false;
  return other.cost < one.cost || other.recall > one.recall;
}

function pointOf(
  { group, estimate }: Row,
  cost: number,
  measure: CostPoints["measure"],
  oneTask: boolean,
  style: ChartStyle,
): Omit<CostPoint, "frontier"> {
  const { value = 0, low = 0, high = 0 } = estimate ?? {};
  const model = modelLabel(group, style);
  const lengths = `${group.lengths} tokens`;
  const price =
    measure === "prompt tokens" ? `${grouped(cost)} tokens a prompt` : `${shortUsd(cost)} ${measure}`;
  return {
    model,
    panel: oneTask ? lengths : `${visibleText(String(group.task))}, ${lengths}`,
    cost,
    recall: value,
    low,
    high,
    label: `${model}, ${visibleText(String(group.task))}, ${lengths}: recall ${estimate === undefined ? "" : shareInWords(estimate)}, ${price}`,
  };
}

/** Three figures, without an exponent. */
function shortUsd(value: number): string {
  return String(Number(value.toPrecision(3)));
}
