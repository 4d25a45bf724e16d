import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";
import { createSuite, type Test } from "./suite.ts";

/** Evaluates a test file with all that it imports of this project anew: tests with a state of their own. */
export type Load = () => readonly Test[];

/**
 * A test file and what it imports of this project as one script; packages stay outside and are shared. Of the mutants
 * that Stryker wrote into the sources, only those of the file `mutated` are left in, and none is counted as reached:
 * every sum would be counted, which takes ten times the sum. Without `mutated` the script is what Stryker wrote.
 */
export async function bundle(file: string, mutated?: string): Promise<Load> {
  const { outputFiles } = await build({
    entryPoints: [file],
    // Left out, it is where esbuild was loaded, and not the copy with mutants.
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false },
    packages: "external",
    logLevel: "silent",
    minifySyntax: true,
    plugins: [
      {
        name: "own address",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
            contents: trimmed(await readFile(path, "utf8"), path, mutated)
              .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
              .replaceAll("import.meta.dirname", JSON.stringify(resolve(path, ".."))),
            loader: "ts",
          }));
        },
      },
    ],
  });
  const code = outputFiles[0]?.text ?? "";
  const script = new Script(`(function (require, module, exports) {${code}\n})`, { filename: `${file}.cjs` });
  const requireThere = createRequire(resolve(file));
  return () => {
    const { tests, vitest } = createSuite();
    const module = { exports: {} };
    const run = script.runInThisContext() as (require: unknown, module: unknown, exports: unknown) => void;
    run((name: string) => (name === "vitest" ? vitest : requireThere(name)), module, module.exports);
    return tests;
  };
}

function trimmed(text: string, path: string, mutated: string | undefined): string {
  if (mutated === undefined) return text;
  const uncounted = text.replaceAll(/\bstryCov_\w+\(("\d+"(, )?)+\)/g, "0");
  return path === mutated ? uncounted : uncounted.replaceAll(/\bstryMutAct_\w+\("\d+"\)/g, "false");
}
