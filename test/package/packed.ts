/**
 * What a stranger gets: packs the project, installs the archive into an empty project with npm, runs the command
 * line from there, and type-checks and runs a TypeScript consumer under both kinds of module resolution.
 * `npx tsx test/package/packed.ts`, after `npm run build`, which `npm run test:package` does first. Ends with 1 at the first thing that does not hold.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";

const folder = mkdtempSync(join(tmpdir(), "midspan-packed-"));

const CONSUMER = `import { analyses, createRng, defaultAnalysisOptions, type Finding, type Trial } from "midspan";

const trials: readonly Trial[] = [];
const findings: Finding[] = analyses.map((analysis) => analysis.run(trials, defaultAnalysisOptions));
console.log(findings.length === analyses.length, createRng(1).fork("consumer").int(10) < 10);
`;

try {
  const archive = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: packageRoot(),
    encoding: "utf8",
  }).trim();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, archive)]);
  holds("the version", run("npx", ["midspan", "--version"]), /^\d+\.\d+\.\d+\n$/);
  const record = [
    "--task",
    "needle",
    "--lengths",
    "512",
    "--depths",
    "3",
    "--trials",
    "2",
    "--quiet",
    "--yes",
  ];
  run("npx", ["midspan", "run", "--model", "simulated:u", ...record, "-o", "simulated"]);
  run("npx", ["midspan", "run", "--model", "embedded:reference", ...record, "-o", "embedded"]);
  for (const name of ["simulated", "embedded"]) {
    const lines = readFileSync(join(folder, name, "trials.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    holds(`scored trials of ${name}`, lines.join("\n"), /"status":"scored"/);
    if (!existsSync(join(folder, name, "index.html"))) throw new Error(`no page; index.html in: ${name}`);
  }

  writeFileSync(join(folder, "consumer.ts"), CONSUMER);
  const tsc = join(packageRoot(), "node_modules", "typescript", "bin", "tsc");
  for (const [module, moduleResolution] of [
    ["esnext", "bundler"],
    ["nodenext", "nodenext"],
  ] as const) {
    const settings = { target: "es2023", module, moduleResolution, strict: true, types: [], outDir: "out" };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: settings, files: ["consumer.ts"] }),
    );
    run(process.execPath, [tsc, "-p", "."]);
    console.log(`type-checks with moduleResolution ${moduleResolution}`);
  }
  holds("the consumer", run(process.execPath, [join("out", "consumer.js")]), /^true true\n$/);
  console.log("the packed project installs, runs and type-checks");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, [...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function holds(what: string, got: string, wanted: RegExp): void {
  if (!wanted.test(got)) throw new Error(`${what} is not as it must be; ${wanted}: ${got.slice(0, 200)}`);
}
