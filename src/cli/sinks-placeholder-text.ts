import type { Estimate, Finding, Row } from "../findings.ts";
import { chanceCell, decimals, signedDecimals } from "../number-words.ts";
import { PLACEHOLDER_PREFIX } from "../sinks/arms/placeholder-task.ts";
import { CHANGE, LOSS, SINK } from "../sinks/inside-finding.ts";
import { pointsText, shareText } from "./difference-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** What placeholders came to, for a terminal: a block a model and length, recall by depth and loss beside it. */
export function placeholderText({ rows }: Finding, byDepth: Finding, inside: Finding, width: number): string {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.group.model, row.group.length]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((own) => {
      const { model = "", length = 0 } = own[0]?.group ?? {};
      const depths = byDepth.rows.filter(({ group }) => group.model === model && group.length === length);
      const title = `${plainLine(String(model))}, ${Number(length).toLocaleString("en")} tokens`;
      const looked = inside.rows.filter(({ group }) => group.model === model);
      return [title, ...blockOf(own, depths, looked, width)].join("\n");
    })
    .join("\n\n");
}

function blockOf(
  rows: readonly Row[],
  byDepth: readonly Row[],
  inside: readonly Row[],
  width: number,
): readonly string[] {
  const recalls = rows.filter(({ name }) => name === "recall");
  const depths = [...new Set(byDepth.map(({ group }) => Number(group.depth)))].sort((a, b) => a - b);
  const shown = depths.filter((_, i) => depths.length <= 7 || i % Math.ceil(depths.length / 7) === 0);
  const names = recalls.map(({ group }) => String(group.placeholder));
  const measured = (wanted: string, name: string): Estimate | undefined =>
    inside.find((row) => row.name === wanted && row.group.placeholder === name)?.estimate;
  const looked = inside.length > 0;
  const recallTable = recalls.map(({ group, estimate }) => {
    const name = String(group.placeholder);
    const at = (depth: number): string =>
      shareText(
        byDepth.find(({ group: own }) => own.task === `${PLACEHOLDER_PREFIX}${name}` && own.depth === depth)
          ?.estimate,
      );
    return [
      `  ${name}`,
      shareText(estimate),
      ...shown.map(at),
      ...(looked ? [sinkText(measured(SINK, name))] : []),
    ];
  });
  const differences = names.map((name) => {
    const row = rows.find((one) => one.name === "difference" && one.group.placeholder === name);
    return [
      `  ${name}`,
      row === undefined ? "compared with" : pointsText(row.estimate),
      chanceCell(row?.estimate?.p),
      row?.verdict?.replace(" to differ", "") ?? "",
      ...(looked ? [natsText(measured(LOSS, name)), changeText(measured(CHANGE, name))] : []),
    ];
  });
  const said = rows.find(({ name }) => name === "recommendation");
  const lossHead = looked ? ["loss", "change"] : [];
  const meaning = inside.find(({ name }) => name === "meaning")?.sentence;
  const note = wrapText(meaning ?? "", width - 2).map((line) => `  ${line}`);
  return [
    textTable([
      [
        "  in front",
        "recall",
        ...shown.map((depth) => `${Math.round(100 * depth)} %`),
        ...(looked ? ["sink"] : []),
      ],
      ...recallTable,
    ]),
    "",
    textTable([["  in front", "points", "p", "", ...lossHead], ...differences]),
    ...(looked ? ["", ...note] : []),
    "",
    ...wrapText(said?.sentence ?? "", width - 2).map((line) => `  ${line}`),
  ];
}

function sinkText(estimate: Estimate | undefined): string {
  return estimate === undefined ? "" : signedDecimals(100 * estimate.value, 1);
}

function natsText(estimate: Estimate | undefined): string {
  return estimate === undefined ? "" : decimals(estimate.value, 3);
}

function changeText(estimate: Estimate | undefined): string {
  if (estimate === undefined) return "";
  const { value, low, high } = estimate;
  return `${decimals(value, 3)} (${decimals(low, 3)} to ${decimals(high, 3)})`;
}
