import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../record.ts";
import { packageRoot, packageVersion } from "../root.ts";
import { describeSweep } from "../run/describe.ts";
import { hidePassword } from "../run/hide-password.ts";
import type { Sweep } from "../run/sweep.ts";
import type { Settings } from "./settings.ts";

/** The manifest of a sweep that starts now. */
export function manifestOf(sweep: Sweep, settings: Settings): Manifest {
  const manifest = describeSweep(sweep, {
    midspan: packageVersion(),
    command: commandLine(process.argv.slice(2)),
    haystack: settings.haystack ?? sweep.haystack.name,
    needles: settings.needles ?? sweep.needles.name,
    ...(settings.tokenizer === undefined ? {} : { tokenizer: settings.tokenizer }),
    versions: { node: process.versions.node, ...libraryVersions() },
    startedAt: new Date().toISOString(),
  });
  return settings.margin === undefined ? manifest : { ...manifest, margin: settings.margin };
}

/** As typed, but for passwords in addresses; quoted where a shell needs it. */
export function commandLine(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return hidePassword(["midspan", ...quoted].join(" "));
}

function libraryVersions(): Readonly<Record<string, string>> {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  return dependencies;
}
