import { printMessage } from "./console.ts";
import { plainLine } from "./plain-line.ts";
import { type AskedArms, askArms } from "./rag-arms.ts";
import type { RagFlags } from "./rag-flags.ts";
import { flaggedAt } from "./rag-odd.ts";
import { openRag } from "./rag-open.ts";
import { type AskedPart, runPart } from "./rag-run.ts";
import { writeSummary } from "./rag-summary.ts";

/** `midspan rag [SET]`: where retrieved chunks should go, for each model, as run folders below one folder. */
export async function rag(named: string | undefined, flags: RagFlags): Promise<void> {
  if (flags.dryRun === true) return (await import("./rag-plan.ts")).planRag(named, flags);
  const { setting, counts, parts, arms, alike } = await openRag(named, flags);
  const { set } = setting;
  const odd = await flaggedAt(set, counts, flags);
  if (flags.quiet !== true)
    for (const note of [...set.notes, ...odd.notes]) printMessage(`midspan: ${plainLine(note)}`);
  const asked: AskedPart[] = [];
  for (const { part, own } of parts) {
    const done = await runPart(part, own);
    if (done === undefined) return;
    asked.push(done);
  }
  let inArms: AskedArms = { parts: [], kept: [], notes: [] };
  if (arms.length > 0) {
    const found = await askArms(arms, counts, setting);
    if (found === undefined) return;
    inArms = found;
  }
  const flagged = [...set.flagged, ...odd.flagged];
  await writeSummary({ flags, set, flagged, asked, alike, arms: inArms });
}
