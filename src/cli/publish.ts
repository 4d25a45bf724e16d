import { readdir } from "node:fs/promises";
import { lookNamed } from "../charts/look-named.ts";
import { assertThat, MidspanError } from "../errors.ts";
import { analyse } from "./analyse.ts";
import { answerPrices } from "./answer-prices.ts";
import { printMessage, printResult } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { loadRun } from "./load-run.ts";
import { plainLine } from "./plain-line.ts";
import { type PresentFlags, writeOptions } from "./present.ts";

export interface PublishFlags extends PresentFlags {
  readonly output: string;
  readonly license?: string;
}

/** `midspan publish FOLDER -o OUT`: a folder ready for a dataset page. */
export async function publish(folder: string, flags: PublishFlags): Promise<void> {
  const look = lookNamed(flags.style, flags.width);
  const { CHECKSUMS, publishRun } = await import("../report/publish.ts");
  await checkPlace(flags.output, CHECKSUMS);
  const { license = "CC-BY-4.0", output } = flags;
  assertThat(
    /^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(license),
    "usage",
    () => `--license; must be an SPDX id, e.g. CC-BY-4.0: ${license}`,
  );
  const { openManifest } = await import("../run/merge.ts");
  const { imported } = await openManifest(folder);
  if (imported !== undefined && flags.license === undefined)
    throw new MidspanError(
      "usage",
      `answers of others need their own licence; --license must be given: ${imported.format}`,
      {
        cure: "See what the authors allow, and name it by its SPDX id.",
      },
    );
  const run = await loadRun([folder], output);
  if (run.record.trials === 0) return printMessage("midspan: no trial is recorded; nothing to publish");
  const { manifest, trials, record } = run;
  const findings = await analyse(
    trials,
    { ...manifest, damaged: run.damaged },
    await answerPrices(manifest, flags.prices),
  );
  const excerpts = await excerptsOf(manifest, record.shown);
  const options = { ...writeOptions(look, flags), license };
  await run.parquet; // it is among the files that are summed
  const files = await publishRun(output, { manifest, findings, record, excerpts }, options);
  if (flags.json) return printResult(JSON.stringify({ folder: output, files }, null, 2));
  printResult(
    `${files.length} files, ${license}: ${plainLine(output)}\nThe data card is README.md; sha256sum -c ${CHECKSUMS} checks the rest.`,
  );
}

/** A run, or anything else that is not an earlier publication, is not written over. */
async function checkPlace(output: string, checksums: string): Promise<void> {
  const files = await readdir(output).catch((): string[] => []);
  assertThat(
    files.length === 0 || files.includes(checksums),
    "usage",
    () => `-o; must be a new or empty folder, or one published before: ${output}`,
  );
}
