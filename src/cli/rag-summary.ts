import { join } from "node:path";
import type { Finding, Row } from "../findings.ts";
import type { ChunkSet } from "../rag/chunk-set.ts";
import type { PlacementCurve, PlacementProfile } from "../rag/placement-profile.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { printResult } from "./console.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** What one number of chunks came to. */
export interface Measured {
  readonly k: number;
  readonly placement: readonly Finding[];
  readonly orders: readonly Finding[];
  readonly curves: ReadonlyMap<string, PlacementCurve>;
}

/** Writes placementProfile.json and rag.json, and prints what they hold. */
export async function writeSummary(
  folder: string,
  set: ChunkSet,
  measured: readonly Measured[],
  json: boolean,
): Promise<void> {
  const models = [...new Set(measured.flatMap(({ curves }) => [...curves.keys()]))];
  const profiles = models.map(
    (model): PlacementProfile => ({
      schema: 1,
      model,
      ...(model.startsWith("simulated:") ? { simulated: true } : {}),
      curves: measured.flatMap(({ curves }) => curves.get(model) ?? []),
    }),
  );
  await writeAtomically(
    join(folder, "placementProfile.json"),
    `${JSON.stringify({ schema: 1, profiles }, null, 2)}\n`,
  );
  const found = measured.map(({ k, orders: own, placement }) => ({
    chunks: k,
    orders: own.find(({ name }) => name === "chunk-orders") ?? null,
    placement: placement.find(({ name }) => name === "middle-gap") ?? null,
  }));
  const summary = { schema: 1, set: set.name, version: set.version, flagged: set.flagged, found };
  await writeAtomically(join(folder, "rag.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (json) return printResult(JSON.stringify(summary, null, 2));
  const width = Math.max(40, Math.min(80, process.stdout.columns ?? 80));
  for (const model of models) {
    printResult(`\n${plainLine(model)}`);
    for (const one of measured) printResult(textOf(model, one, width));
  }
  printResult(
    `\nReports: ${plainLine(join(folder, "placement-*"))} and ${plainLine(join(folder, "orders-*"))}, each with its index.html`,
  );
}

function textOf(model: string, { k, placement, orders: own }: Measured, width: number): string {
  const rowsOf = (findings: readonly Finding[], name: string): readonly Row[] =>
    (findings.find((finding) => finding.name === name)?.rows ?? []).filter(
      ({ group }) => group.model === model,
    );
  const rows = rowsOf(own, "chunk-orders");
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const table = rows
    .filter(({ name }) => name === "accuracy")
    .map(({ group, estimate }) => {
      const against = rows.find(
        (row) => row.name === "difference to rank" && row.group.order === group.order,
      );
      const difference = against?.estimate;
      return [
        String(group.order),
        estimate === undefined ? "" : percent(estimate.value),
        difference === undefined
          ? ""
          : `${Math.round(100 * difference.value)} (${Math.round(100 * difference.low)} to ${Math.round(100 * difference.high)})`,
        difference?.p === undefined ? "" : difference.p < 0.001 ? "< 0.001" : difference.p.toFixed(3),
        against?.verdict ?? "",
      ];
    });
  const gap = rowsOf(placement, "middle-gap").find(({ name }) => name === "verdict");
  const said = rows.find(({ name }) => name === "recommendation");
  const head = ["  order", "right", "points to rank", "p", ""];
  return [
    `\n  ${k} chunks`,
    ...wrapText(`Placement: ${gap?.sentence ?? "not measured."}`, width - 2).map((line) => `  ${line}`),
    textTable([head, ...table.map(([order = "", ...rest]) => [`  ${order}`, ...rest])]),
    ...wrapText(said?.sentence ?? "", width - 2).map((line) => `  ${line}`),
  ].join("\n");
}
