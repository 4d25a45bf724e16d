import type { Finding, Row } from "../findings.ts";
import { chanceCell } from "../number-words.ts";
import { pointsText, shareText } from "./difference-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** Compliance by place for a terminal: a block a model and length. */
export function placesText({ rows }: Finding, width: number): string {
  const keys = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${plainLine(String(row.group.model))}, ${Number(row.group.length).toLocaleString("en")} tokens`;
    const known = keys.get(key);
    if (known === undefined) keys.set(key, [row]);
    else known.push(row);
  }
  return [...keys].map(([title, own]) => [title, ...blockOf(own, width)].join("\n")).join("\n\n");
}

function blockOf(rows: readonly Row[], width: number): readonly string[] {
  const shares = rows.filter(({ name }) => name === "compliance");
  const places = shares.map(({ group }) => String(group.place));
  const [floor] = places;
  const table = shares.map(({ group, estimate }) => {
    const place = String(group.place);
    const against = rows.find(
      (row) => row.name === "difference" && row.group.place === floor && row.group.against === place,
    );
    return [
      `  ${place}`,
      shareText(estimate),
      estimate === undefined ? "" : `${Math.round(100 * estimate.low)} to ${Math.round(100 * estimate.high)}`,
      against?.estimate === undefined ? "" : pointsText(reversed(against.estimate)),
      chanceCell(against?.estimate?.p),
    ];
  });
  const said = rows.find(({ name }) => name === "recommendation");
  const unscored = said?.unscored ?? 0;
  const left = `${unscored} documents are in no number: some place was not scored there.`;
  return [
    ...(shares.length === 0
      ? []
      : [textTable([["  place", "followed", "95 %", `points over ${floor}`, "p"], ...table]), ""]),
    ...wrapText([said?.sentence ?? "", ...(unscored > 0 ? [left] : [])].join(" "), width - 2).map(
      (line) => `  ${line}`,
    ),
  ];
}

function reversed<T extends { readonly value: number; readonly low: number; readonly high: number }>(
  one: T,
): T {
  return { ...one, value: -one.value, low: -one.high, high: -one.low };
}
