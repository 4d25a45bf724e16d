import type { Finding, Row } from "../findings.ts";
import { chanceCell, percent } from "../number-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** What is printed of a measurement of retrieved chunks. */
export interface RagWords {
  readonly found: readonly {
    readonly chunks: number;
    readonly orders: Finding | null;
    readonly placement: Finding | null;
  }[];
  /** Orders that were not asked, each beside the one that makes the same prompts. */
  readonly alike: readonly { readonly order: string; readonly as: string }[];
  readonly counts: Finding | null;
  readonly withoutGold: Finding | null;
  readonly pairs: Finding | null;
  readonly arms: Finding | null;
  readonly notes: readonly string[];
}

/** A block a model: the orders of each number of chunks as a table, then what else was found in sentences. */
export function ragText(
  { found, alike, counts, withoutGold, pairs, arms, notes }: RagWords,
  width: number,
): string {
  const all = [...found.flatMap(({ orders }) => orders ?? []), counts, withoutGold, pairs, arms];
  const models = [
    ...new Set(all.flatMap((one) => (one?.rows ?? []).map(({ group }) => String(group.model)))),
  ];
  const told = models.map((model) => {
    const of = (finding: Finding | null): readonly Row[] =>
      (finding?.rows ?? []).filter(({ group }) => group.model === model);
    const sentences = [
      ["How many chunks", countSentences(of(counts))],
      ["Without the answer's chunks", saidIn(of(withoutGold))],
      ["Two chunks that must be read together", saidIn(of(pairs))],
      ["Summarise, give few, or give all", saidIn(of(arms))],
    ] as const;
    return [
      plainLine(model),
      ...found.map(({ chunks, orders, placement }) =>
        ordersText({ k: chunks, rows: of(orders), alike, placement: of(placement) }, width),
      ),
      ...sentences
        .filter(([, own]) => own.length > 0)
        .map(([head, own]) => [`\n  ${head}`, ...own.flatMap((one) => indented(one, width))].join("\n")),
    ].join("\n");
  });
  return [...told, ...notes.flatMap((note) => wrapText(note, width))].map((block) => `\n${block}`).join("\n");
}

function saidIn(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ sentence }) => sentence ?? []);
}

/** Of `rank`, and of the orders under which more chunks are shown to hurt. */
function countSentences(rows: readonly Row[]): readonly string[] {
  const said = rows.filter(({ name }) => name === "verdict");
  const told = said.filter(({ group, verdict }) => group.order === "rank" || verdict === "hurts");
  const left = said.length - told.length;
  return [
    ...saidIn(told.length > 0 ? told : said),
    ...(left > 0 && told.length > 0
      ? [left === 1 ? "The other order is in the report." : `The other ${left} orders are in the report.`]
      : []),
  ];
}

interface OrdersWords {
  readonly k: number;
  readonly rows: readonly Row[];
  readonly alike: RagWords["alike"];
  readonly placement: readonly Row[];
}

function ordersText({ k, rows, alike, placement }: OrdersWords, width: number): string {
  const table = rows
    .filter(({ name }) => name === "accuracy")
    .map(({ group, estimate }) => {
      const against = rows.find(
        (row) => row.name === "difference to rank" && row.group.order === group.order,
      );
      const difference = against?.estimate;
      return [
        `  ${group.order}`,
        estimate === undefined ? "" : percent(estimate.value),
        difference === undefined
          ? ""
          : `${Math.round(100 * difference.value)} (${Math.round(100 * difference.low)} to ${Math.round(100 * difference.high)})`,
        chanceCell(difference?.p),
        against?.verdict ?? "",
      ];
    });
  const same = alike.map(({ order, as }) => [`  ${order}`, "", "", "", `same as ${as}`]);
  const gap = placement.find(({ name }) => name === "verdict");
  const said = rows.find(({ name }) => name === "recommendation");
  return [
    `\n  ${k} chunks`,
    ...indented(`Placement: ${gap?.sentence ?? "not measured."}`, width),
    textTable([["  order", "right", "points to rank", "p", ""], ...table, ...same]),
    ...indented(said?.sentence ?? "", width),
  ].join("\n");
}

function indented(text: string, width: number): readonly string[] {
  return wrapText(text, width - 2).map((line) => `  ${line}`);
}
