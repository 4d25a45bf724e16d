import { fileURLToPath } from "node:url";
import type { MutantResult, MutantStatus, PartialStrykerOptions } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";

/**
 * npm run test:mutation [-- [--changed] room/files ...]
 *
 * How many faults put into src/stats and src/analysis the tests of the same room notice: at least `LEAST` of a hundred,
 * or it fails. Files by pattern, `stats/{wilson,holm}`; `--changed` takes up the results of the last such run.
 */
const LEAST = 85;
const ROOMS = ["stats", "analysis"];

const arguments_ = process.argv.slice(2);
const incremental = arguments_.includes("--changed");
const asked = arguments_.filter((one) => !one.startsWith("--"));
const scores: string[] = [];
for (const one of asked.length > 0 ? asked : ROOMS) {
  const [room = "", files = "*"] = one.split("/");
  const results = await new Stryker(optionsOf(room, files)).runMutationTest();
  const count = (...statuses: MutantStatus[]): number =>
    results.filter(({ status }: MutantResult) => statuses.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  const counted = noticed + count("Survived", "NoCoverage");
  const strings = count("Ignored");
  const other = results.length - counted - strings;
  const score = (100 * noticed) / counted;
  scores.push(
    `src/${room}/${files}: ${noticed} of ${counted} mutants noticed, ${score.toFixed(1)} % (at least ${LEAST} %); ${strings} emptied strings not tried${other > 0 ? `, ${other} could not be` : ""}`,
  );
  if (!(score >= LEAST) || other > 0) process.exitCode = 1;
}
console.log(scores.join("\n"));

function optionsOf(room: string, files: string): PartialStrykerOptions {
  // The runner's own processes inherit it.
  process.env.MUTATED_ROOM = room;
  return {
    packageManager: "npm",
    testRunner: "in-process",
    testRunnerNodeArgs: ["--import", "tsx"],
    checkerNodeArgs: ["--import", "tsx"],
    plugins: [fileURLToPath(new URL("in-process.ts", import.meta.url))],
    coverageAnalysis: "perTest",
    mutate: [`src/${room}/${files}.ts`],
    // How a sentence is worded is no arithmetic: an emptied string is not tried.
    mutator: { excludedMutations: ["StringLiteral"] },
    ignorePatterns: ["/reports", "/dist", "/models/train"],
    tempDirName: ".stryker-tmp",
    incremental,
    incrementalFile: `.stryker-tmp/incremental.${room}.json`,
    reporters: ["clear-text", "json"],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `.stryker-tmp/${room}.json` },
    thresholds: { high: 95, low: LEAST, break: null },
    concurrency: 2,
    timeoutMS: 5000,
    allowConsoleColors: false,
  };
}
