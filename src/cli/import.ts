import { createHash } from "node:crypto";
import { tallyAgreement } from "../importers/agreement.ts";
import { importResults } from "../importers/import-results.ts";
import { importers } from "../importers/index.ts";
import { surveyTrials } from "../importers/survey.ts";
import type { ImportRecord, Manifest, Trial } from "../record.ts";
import { packageVersion } from "../root.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import { recordFolder } from "../run/record-folder.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { type ImportFlags, importOptions } from "./import-options.ts";
import { importSummary } from "./import-summary.ts";
import { lookup } from "./lookup.ts";
import { commandLine } from "./manifest-of.ts";
import { plainLine } from "./plain-line.ts";

const REFUSALS_SHOWN = 10;

/** `midspan import FORMAT PATH... -o FOLDER`: published results become a run folder. */
export async function importPublished(
  format: string,
  paths: readonly string[],
  flags: ImportFlags,
): Promise<void> {
  const importer = lookup("format", format, importers);
  const options = importOptions(flags);
  const startedAt = new Date().toISOString();
  const { trials, met } = importResults(importer, paths, options);
  const stands = options.stands ?? importer.stands;
  const survey = surveyTrials(importer.name, stands);
  const agreement = tallyAgreement();
  const record = (): ImportRecord => ({
    format: importer.name,
    paper: importer.paper,
    stands,
    scores: survey.scores,
    ...met,
    agreement: agreement.agreement(),
    notes: importer.notes ?? [],
  });
  await recordFolder(flags.output, noted(trials, survey, agreement), () =>
    manifestOf(record(), survey, startedAt),
  );
  const imported = record();
  tell(imported);
  if (flags.json) return printResult(JSON.stringify({ folder: flags.output, imported }, null, 2));
  printText(importSummary(imported, survey.recall, agreement.examples));
  const folder = plainLine(flags.output);
  printResult(`\nRecord: ${folder} (midspan report ${folder} draws it)`);
}

async function* noted(
  trials: AsyncIterable<Trial>,
  ...tallies: readonly { add(trial: Trial): void }[]
): AsyncGenerator<Trial> {
  for await (const trial of trials) {
    for (const tally of tallies) tally.add(trial);
    yield trial;
  }
}

function manifestOf(
  imported: ImportRecord,
  survey: ReturnType<typeof surveyTrials>,
  startedAt: string,
): Manifest {
  const plan = survey.plan();
  const models = survey.models();
  const files = imported.files.map(({ name, sha256 }) => ({ name, sha256 }));
  const identity = canonicalJson({ plan, models, files, stands: imported.stands });
  return {
    schema: 1,
    midspan: packageVersion(),
    command: commandLine(process.argv.slice(2)),
    planHash: createHash("sha256").update(`midspan import 1\n${identity}`).digest("hex"),
    plan,
    models,
    versions: { node: process.versions.node },
    startedAt,
    endedAt: new Date().toISOString(),
    imported,
  };
}

/** What was left out, on stderr. */
function tell({ refused, refusals, passedOver }: ImportRecord): void {
  if (refused > 0)
    printMessage(
      `midspan: ${refused === 1 ? "1 row does not fit and is" : `${refused.toLocaleString("en")} rows do not fit and are`} left out:`,
    );
  for (const { file, line, record, rule } of refusals.slice(0, REFUSALS_SHOWN))
    printMessage(`  ${plainLine(file, 120)}:${line} (record ${record}): ${plainLine(rule, 200)}`);
  if (refused > REFUSALS_SHOWN) printMessage(`  ... manifest.json names the first ${refusals.length}`);
  if (passedOver.length === 0) return;
  const names = passedOver.slice(0, 5).map((name) => plainLine(name, 80));
  const more = passedOver.length > names.length ? ` and ${passedOver.length - names.length} more` : "";
  printMessage(`midspan: not of this format, passed over: ${names.join(", ")}${more}`);
}
