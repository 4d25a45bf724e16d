import { join } from "node:path";
import type { Finding } from "../findings.ts";
import { alikeFinding } from "../rag/alike-finding.ts";
import type { AlikeOrder } from "../rag/alike-orders.ts";
import type { ChunkSet, Flag } from "../rag/chunk-set.ts";
import { curvesOf, type PlacementProfile } from "../rag/placement-profile.ts";
import { setFinding } from "../rag/set-finding.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { printResult, printText } from "./console.ts";
import { plainLine } from "./plain-line.ts";
import type { AskedArms } from "./rag-arms.ts";
import type { RagFlags } from "./rag-flags.ts";
import { writePage } from "./rag-page.ts";
import type { AskedPart } from "./rag-run.ts";
import { ragText } from "./rag-text.ts";
import { terminalWidth } from "./terminal-width.ts";

/** Everything that was asked. */
export interface RagResult {
  readonly flags: RagFlags;
  readonly set: ChunkSet;
  readonly flagged: readonly Flag[];
  readonly asked: readonly AskedPart[];
  readonly alike: readonly AlikeOrder[];
  readonly arms: AskedArms;
}

/** Writes placementProfile.json, rag.json and the page over all parts, and prints what they hold. */
export async function writeSummary({ flags, set, flagged, asked, alike, arms }: RagResult): Promise<void> {
  const { output } = flags;
  await writeAtomically(
    join(output, "placementProfile.json"),
    `${JSON.stringify({ schema: 1, profiles: profilesOf(asked) }, null, 2)}\n`,
  );
  const findings = await writePage({
    folder: output,
    parts: [...asked, ...arms.parts],
    flags,
    beside: [...(alike.length === 0 ? [] : [alikeFinding(alike)]), setFinding(flagged)],
  });
  const named = (name: string): Finding | null => {
    const finding = findings.find((one) => one.name === name);
    return finding === undefined || finding.rows.length === 0 ? null : finding;
  };
  const own = (k: number, kind: AskedPart["part"]["kind"], name: string): Finding | null =>
    asked
      .find(({ part }) => part.k === k && part.kind === kind)
      ?.findings.find((finding) => finding.name === name) ?? null;
  const counts = [...new Set(asked.map(({ part }) => part.k))];
  const summary = {
    ...{ schema: 1, set: set.name, version: set.version, flagged, notes: arms.notes },
    found: counts.map((k) => ({
      chunks: k,
      orders: own(k, "orders", "chunk-orders"),
      placement: own(k, "placement", "middle-gap"),
    })),
    alike,
    counts: named("chunk-counts"),
    withoutGold: named("gold-absent"),
    pairs: named("gold-pairs"),
    arms: named("context-arms"),
    ...(arms.kept.length === 0 ? {} : { kept: arms.kept }),
  };
  await writeAtomically(join(output, "rag.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (flags.json === true) return printResult(JSON.stringify(summary, null, 2));
  const width = terminalWidth(80);
  printText(ragText(summary, width));
  printResult(`\nReport: ${plainLine(join(output, "index.html"))}, and one in the folder of each part`);
}

/** Hits and n by position, from the placements' own findings. */
function profilesOf(asked: readonly AskedPart[]): readonly PlacementProfile[] {
  const curves = asked
    .filter(({ part }) => part.kind === "placement")
    .map(({ part, findings }) => curvesOf(findings, part.k));
  const models = [...new Set(curves.flatMap((own) => [...own.keys()]))];
  return models.map((model) => ({
    schema: 1,
    model,
    ...(model.startsWith("simulated:") ? { simulated: true } : {}),
    curves: curves.flatMap((own) => own.get(model) ?? []),
  }));
}
