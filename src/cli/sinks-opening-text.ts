import type { Finding, Row } from "../findings.ts";
import { pointsText, pText, shareText } from "./difference-words.ts";
import type { OpeningDivergence } from "./opening-divergence.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** What opening lines came to, for a terminal: a block a model. */
export function openingText(
  { rows }: Finding,
  lines: readonly string[],
  divergence: readonly OpeningDivergence[],
  width: number,
): string {
  const models = [...new Set(rows.map(({ group }) => String(group.model)))];
  const named = lines.map((line, i) => `  ${String.fromCharCode(65 + i)}  ${plainLine(line, width - 5)}`);
  const blocks = models.map((model) => {
    const own = rows.filter(({ group }) => group.model === model);
    const parted = divergence.find((one) => one.model === model);
    return [plainLine(model), ...blockOf(own, parted, width)].join("\n");
  });
  return [named.join("\n"), ...blocks].join("\n\n");
}

function blockOf(
  rows: readonly Row[],
  parted: OpeningDivergence | undefined,
  width: number,
): readonly string[] {
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
  const differences = rows
    .filter(({ name }) => name === "difference")
    .map(({ group, estimate, verdict = "" }) => [
      `  ${group.arm} - ${group.against}`,
      pointsText(estimate),
      pText(estimate?.p),
      verdict.replace(" to differ", ""),
      ...partingOf(parted, String(group.arm), String(group.against)),
    ]);
  const more =
    parted === undefined ? [] : ["same", "parts at", ...(parted.nextToken === undefined ? [] : ["JS bits"])];
  const said = rows.find(({ name }) => name === "recommendation");
  const unscored = said?.unscored ?? 0;
  return [
    textTable(table),
    ...(differences.length === 0
      ? []
      : ["", textTable([["  difference", "points", "p", "", ...more], ...differences])]),
    ...(parted === undefined ? [] : ["", ...legendOf(parted, width)]),
    "",
    ...wrapText(said?.sentence ?? "", width - 2).map((line) => `  ${line}`),
    ...(unscored > 0
      ? wrapText(`${unscored} items are in no number: some opening was not scored there.`, width - 2).map(
          (line) => `  ${line}`,
        )
      : []),
  ];
}

function partingOf(parted: OpeningDivergence | undefined, arm: string, against: string): readonly string[] {
  if (parted === undefined) return [];
  const found = parted.answers.find((one) => one.arm === arm && one.against === against);
  const same =
    found === undefined || found.items === 0 ? "" : `${Math.round((100 * found.same) / found.items)} %`;
  const bits = parted.nextToken?.find((one) => one.arm === arm && one.against === against)?.bits.value;
  return [
    same,
    found?.firstToken === undefined ? "" : String(found.firstToken),
    ...(parted.nextToken === undefined ? [] : [bits === undefined ? "" : bits.toFixed(3)]),
  ];
}

function legendOf({ counted, nextToken }: OpeningDivergence, width: number): readonly string[] {
  const bits =
    nextToken === undefined
      ? "; the model's logits cannot be seen"
      : "; JS bits: divergence of the first token's distribution, 0 to 1";
  return wrapText(
    `same: answers that are equal; parts at: median index of the first differing ${counted === "tokens" ? "token" : "word"} of the others${bits}`,
    width - 2,
  ).map((line) => `  ${line}`);
}
