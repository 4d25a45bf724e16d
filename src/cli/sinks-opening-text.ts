import type { Finding, Row } from "../findings.ts";
import { chanceCell, percent } from "../number-words.ts";
import { NEXT_TOKEN, PARTED, SAME } from "../sinks/divergence-finding.ts";
import { pointsText, shareText } from "./difference-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** What opening lines came to, for a terminal: a block a model. */
export function openingText(
  { rows, cautions }: Finding,
  lines: readonly string[],
  divergence: Finding,
  width: number,
): string {
  const models = [...new Set(rows.map(({ group }) => String(group.model)))];
  const named = lines.map((line, i) => `  ${String.fromCharCode(65 + i)}  ${plainLine(line, width - 5)}`);
  const blocks = models.map((model) => {
    const own = rows.filter(({ group }) => group.model === model);
    const parted = divergence.rows.filter(({ group }) => group.model === model);
    return [plainLine(model), ...blockOf(own, parted, width)].join("\n");
  });
  const judged = cautions.filter((caution) => /are judged by/.test(caution));
  const told = judged.map((caution) => wrapText(plainLine(caution, 400), width).join("\n"));
  return [named.join("\n"), ...blocks, ...told].join("\n\n");
}

function blockOf(rows: readonly Row[], parted: readonly Row[], width: number): readonly string[] {
  const shares = rows.filter(({ name }) => name === "accuracy");
  const kinds = [...new Set(shares.map(({ group }) => String(group.kind)))].sort((a, b) =>
    a === "all" ? -1 : b === "all" ? 1 : a < b ? -1 : 1,
  );
  const arms = [...new Set(shares.map(({ group }) => String(group.arm)))];
  const share = (arm: string, kind: string): string =>
    shareText(shares.find(({ group }) => group.arm === arm && group.kind === kind)?.estimate);
  const agreement = (arm: string): string =>
    shareText(rows.find(({ name, group }) => name === "agreement of repeats" && group.arm === arm)?.estimate);
  const repeated = rows.some(({ name }) => name === "agreement of repeats");
  const head = ["  opening", ...kinds.map((kind) => (kind === "all" ? "right" : plainLine(kind, 12)))];
  const table = [
    [...head, ...(repeated ? ["repeats agree"] : [])],
    ...arms.map((arm) => [
      `  ${arm}`,
      ...kinds.map((kind) => share(arm, kind)),
      ...(repeated ? [agreement(arm)] : []),
    ]),
  ];
  const seen = parted.some(({ name }) => name === NEXT_TOKEN);
  const differences = rows
    .filter(({ name }) => name === "difference")
    .map(({ group, estimate, verdict = "" }) => [
      `  ${group.arm} - ${group.against}`,
      pointsText(estimate),
      chanceCell(estimate?.p),
      verdict.replace(" to differ", ""),
      ...partingOf(parted, group, seen),
    ]);
  const more = ["same", "parts at", ...(seen ? ["JS bits"] : [])];
  const said = rows.find(({ name }) => name === "recommendation");
  const unscored = said?.unscored ?? 0;
  return [
    textTable(table),
    ...(differences.length === 0
      ? []
      : ["", textTable([["  difference", "points", "p", "", ...more], ...differences])]),
    ...legendOf(parted, width),
    "",
    ...wrapText(said?.sentence ?? "", width - 2).map((line) => `  ${line}`),
    ...(unscored > 0
      ? wrapText(`${unscored} items are in no number: some opening was not scored there.`, width - 2).map(
          (line) => `  ${line}`,
        )
      : []),
  ];
}

function partingOf(parted: readonly Row[], { arm, against }: Row["group"], seen: boolean): readonly string[] {
  const of = (wanted: string): number | undefined =>
    parted.find(({ name, group }) => name === wanted && group.arm === arm && group.against === against)
      ?.estimate?.value;
  const [same, at, bits] = [of(SAME), of(PARTED), of(NEXT_TOKEN)];
  return [
    same === undefined ? "" : percent(same),
    at === undefined ? "" : String(at),
    ...(seen ? [bits?.toFixed(3) ?? ""] : []),
  ];
}

function legendOf(parted: readonly Row[], width: number): readonly string[] {
  const meaning = parted.find(({ name }) => name === "meaning")?.sentence;
  return meaning === undefined
    ? []
    : ["", ...wrapText(`same: ${SAME}; parts at: ${meaning}`, width - 2).map((line) => `  ${line}`)];
}
