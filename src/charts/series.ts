import type { Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { type ChartStyle, SERIES_COLOURS, SERIES_DASHES, SERIES_SHAPES } from "./style.ts";
import { visibleText } from "./visible-text.ts";

/** One line or panel: a model (with its cache) at a task. */
export interface Series {
  /** Equal to `seriesKey` of its rows. */
  readonly key: string;
  readonly model: string;
  readonly task: string;
  readonly label: string;
  readonly simulated: boolean;
  readonly colour: string;
  readonly shape: string;
  readonly dash: readonly number[];
}

/** The series of rows in order of appearance. The task is named only where there are several. */
export function seriesOf(rows: readonly Row[], style: ChartStyle): readonly Series[] {
  const pairs = new Map(rows.map((row) => [seriesKey(row), row]));
  const oneTask = new Set(rows.map((row) => row.group.task)).size === 1;
  return [...pairs].map(([key, row], i) => ({
    key,
    model: String(row.group.model),
    task: String(row.group.task),
    simulated: isSimulated(row.group, style),
    label: `${modelLabel(row.group, style)}${oneTask ? "" : ` \u00b7 ${visibleText(String(row.group.task))}`}`,
    colour: SERIES_COLOURS[i % SERIES_COLOURS.length] ?? "#000000",
    shape: SERIES_SHAPES[i % SERIES_SHAPES.length] ?? "circle",
    dash: SERIES_DASHES[i % SERIES_DASHES.length] ?? [1, 0],
  }));
}

/** The same for a picture, which has little room: of one model at several tasks, the task alone; see `oneModelSentence`. */
export function drawnSeries(rows: readonly Row[], style: ChartStyle): readonly Series[] {
  const all = seriesOf(rows, style);
  if (!isOfOneModel(rows)) return all;
  return all.map((one) => ({
    ...one,
    label: `${visibleText(one.task)}${one.simulated ? " (simulated)" : ""}`,
  }));
}

/** Whose recall a picture shows, where its series are named by task alone; empty where they are not. */
export function oneModelSentence(rows: readonly Row[], style: ChartStyle): string {
  const [row] = rows;
  return row !== undefined && isOfOneModel(rows) ? `Model: ${modelLabel(row.group, style)}.` : "";
}

function isOfOneModel(rows: readonly Row[]): boolean {
  const count = (field: "model" | "task"): number => new Set(rows.map(({ group }) => group[field])).size;
  return count("model") === 1 && count("task") > 1;
}

/** The model's id, safe to show, with its mark where it is simulated. */
export function modelLabel(of: Row["group"], style: ChartStyle): string {
  return `${unlikeMember(visibleText(String(of.model)))}${isSimulated(of, style) ? " (simulated)" : ""}`;
}

/** In quotes where it is the name of what every object has: Vega looks groups up in plain objects. */
function unlikeMember(text: string): string {
  return text in Object.prototype ? `"${text}"` : text;
}

/** Said by the row, by the run (a replay of a simulated model keeps its mark), or by the id itself. */
function isSimulated({ model, simulated }: Row["group"], style: ChartStyle): boolean {
  return (
    simulated === true || style.simulated.includes(String(model)) || String(model).startsWith("simulated:")
  );
}

export function seriesKey(row: Row): string {
  return JSON.stringify([row.group.model, row.group.task]);
}

/**
 * The sentences of rows, each with its speaker: the model, and its task where others speak too and the sentence does not
 * name it. No number stands without its n: a sentence that has none is given that of its row.
 */
export function sentencesOf(rows: readonly Row[], style: ChartStyle): (row: Row) => readonly string[] {
  const labels = new Map(seriesOf(rows, style).map(({ key, label }) => [key, label]));
  return (row) => {
    const { sentence, estimate, group } = row;
    if (sentence === undefined) return [];
    const named = group.task === undefined || sentence.startsWith(`${group.task}, `);
    const who = (named ? undefined : labels.get(seriesKey(row))) ?? modelLabel(group, style);
    const n = estimate === undefined || /\bn = \d/.test(sentence) ? "" : ` (n = ${grouped(estimate.n)})`;
    return [`${who}: ${sentence.replace(/\.?$/, `${n}.`)}`];
  };
}
