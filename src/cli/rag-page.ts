import type { Finding } from "../findings.ts";
import { analyse } from "./analyse.ts";
import { answerPrices } from "./answer-prices.ts";
import { excerptsOfAll } from "./excerpts.ts";
import { loadRun } from "./load-run.ts";
import type { RagFlags } from "./rag-flags.ts";
import type { AskedPart } from "./rag-run.ts";

export interface RagPage {
  readonly folder: string;
  readonly parts: readonly AskedPart[];
  readonly flags: RagFlags;
  /** What no trial says: what is odd about the questions, which orders are the same. */
  readonly beside: readonly Finding[];
}

/** Analyses all parts as one measurement and writes its page; what is paired over parts is found here alone. */
export async function writePage({ folder, parts, flags, beside }: RagPage): Promise<readonly Finding[]> {
  const folders = parts.map((part) => part.folder);
  const { manifest, trials, record, damaged, shown, parquet } = await loadRun(folders, folder, {
    parts: true,
  });
  const found = await analyse(trials, { ...manifest, damaged }, await answerPrices(manifest, flags.prices));
  const findings = [...found, ...beside];
  const { writeReport } = await import("../report/write.ts");
  await writeReport(folder, { manifest, findings, record, excerpts: await excerptsOfAll(shown) });
  await parquet;
  return findings;
}
