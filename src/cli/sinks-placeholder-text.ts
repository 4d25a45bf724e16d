import type { Estimate, Finding, Row } from "../findings.ts";
import { PLACEHOLDER_PREFIX } from "../sinks/arms/placeholder-task.ts";
import type { PlaceholderLoss } from "../sinks/placeholder-loss.ts";
import type { PlaceholderSink } from "../sinks/placeholder-sink.ts";
import { pointsText, pText, shareText } from "./difference-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** What was measured inside each model that runs here. */
export interface Inside {
  readonly losses: ReadonlyMap<string, readonly PlaceholderLoss[]>;
  readonly sinks: ReadonlyMap<string, readonly PlaceholderSink[]>;
}

interface Looked {
  readonly losses: readonly PlaceholderLoss[];
  readonly sinks: readonly PlaceholderSink[];
}

/** What placeholders came to, for a terminal: a block a model and length, recall by depth and loss beside it. */
export function placeholderText(
  { rows }: Finding,
  byDepth: Finding,
  { losses, sinks }: Inside,
  width: number,
): string {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.group.model, row.group.length]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const insideOf = (model: string): Looked => ({
    losses: losses.get(model) ?? [],
    sinks: sinks.get(model) ?? [],
  });
  return [...groups.values()]
    .map((own) => {
      const { model = "", length = 0 } = own[0]?.group ?? {};
      const depths = byDepth.rows.filter(({ group }) => group.model === model && group.length === length);
      const title = `${plainLine(String(model))}, ${Number(length).toLocaleString("en")} tokens`;
      return [title, ...blockOf(own, depths, insideOf(String(model)), width)].join("\n");
    })
    .join("\n\n");
}

function blockOf(
  rows: readonly Row[],
  byDepth: readonly Row[],
  { losses, sinks }: Looked,
  width: number,
): readonly string[] {
  const recalls = rows.filter(({ name }) => name === "recall");
  const depths = [...new Set(byDepth.map(({ group }) => Number(group.depth)))].sort((a, b) => a - b);
  const shown = depths.filter((_, i) => depths.length <= 7 || i % Math.ceil(depths.length / 7) === 0);
  const names = recalls.map(({ group }) => String(group.placeholder));
  const sinkOf = (name: string): readonly string[] =>
    sinks.length === 0 ? [] : [sinkText(sinks.find(({ placeholder }) => placeholder === name)?.above)];
  const recallTable = recalls.map(({ group, estimate }) => {
    const name = String(group.placeholder);
    const at = (depth: number): string =>
      shareText(
        byDepth.find(({ group: own }) => own.task === `${PLACEHOLDER_PREFIX}${name}` && own.depth === depth)
          ?.estimate,
      );
    return [`  ${name}`, shareText(estimate), ...shown.map(at), ...sinkOf(name)];
  });
  const differences = names.map((name) => {
    const row = rows.find((one) => one.name === "difference" && one.group.placeholder === name);
    const loss = losses.find(({ placeholder }) => placeholder === name);
    return [
      `  ${name}`,
      row === undefined ? "compared with" : pointsText(row.estimate),
      pText(row?.estimate?.p),
      row?.verdict?.replace(" to differ", "") ?? "",
      ...(losses.length === 0
        ? []
        : [natsText(loss?.loss), loss?.difference === undefined ? "" : changeText(loss.difference)]),
    ];
  });
  const said = rows.find(({ name }) => name === "recommendation");
  const lossHead = losses.length === 0 ? [] : ["loss", "change"];
  const note =
    losses.length === 0
      ? []
      : wrapText(
          `loss: nats a token of ${losses[0]?.loss.n} documents behind the placeholder alone; change: against the one compared with, 95 % interval; sink: points of attention that position 0 gets above chance, in the head that gives it most`,
          width - 2,
        ).map((line) => `  ${line}`);
  return [
    textTable([
      [
        "  in front",
        "recall",
        ...shown.map((depth) => `${Math.round(100 * depth)} %`),
        ...(sinks.length === 0 ? [] : ["sink"]),
      ],
      ...recallTable,
    ]),
    "",
    textTable([["  in front", "points", "p", "", ...lossHead], ...differences]),
    ...(note.length === 0 ? [] : ["", ...note]),
    "",
    ...wrapText(said?.sentence ?? "", width - 2).map((line) => `  ${line}`),
  ];
}

function sinkText(estimate: Estimate | undefined): string {
  return estimate === undefined
    ? ""
    : (100 * estimate.value)
        .toFixed(1)
        .replace(/^-0\.0$/, "0.0")
        .replace("-", "\u2212");
}

function natsText(estimate: Estimate | undefined): string {
  return estimate === undefined ? "" : estimate.value.toFixed(3);
}

function changeText({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
