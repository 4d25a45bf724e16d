import { randomBytes } from "node:crypto";
import { open, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import { parseShallow } from "../parse-shallow.ts";
import type { Manifest } from "../record.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sourceVersions } from "./identity.ts";
import { manifestShape } from "./manifest-shape.ts";
import { writing } from "./writing.ts";

export const MANIFEST_FILE = "manifest.json";

/**
 * The manifest of a run folder, `undefined` where there is none. Throws `input-file` for one that is damaged.
 *
 * @example
 * ```ts
 * const manifest = await readManifest("reports/mine"); // undefined: no run there
 * ```
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new MidspanError("input-file", `cannot read manifest; a readable file: ${path} (${code})`, {
      cause: error,
    });
  }
  const manifest = parse(text);
  if (manifest === undefined)
    throw new MidspanError("input-file", `manifest is damaged; JSON of a midspan run, schema 1: ${path}`, {
      cure: "Restore it, or run into another folder with -o.",
    });
  return manifest;
}

/** Writes beside, then renames: a reader sees the old manifest or the new one, never a part. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, MANIFEST_FILE);
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  await writing(path, async () => {
    try {
      const file = await open(beside, "wx");
      await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
      await file.sync();
      await file.close();
      await rename(beside, path);
    } catch (error) {
      await unlink(beside).catch(() => undefined);
      throw error;
    }
  });
}

/**
 * What differs between two plans, one phrase a difference, in words: "trials: 20 there, 40 asked".
 * Empty where a run of one continues the other.
 */
export function planDifferences(there: Manifest, asked: Manifest): readonly string[] {
  if (there.planHash === asked.planHash) return [];
  const differences = [
    ...differingMembers(there.plan, asked.plan),
    ...differingMembers(sourceVersions(there), sourceVersions(asked)),
    ...differingMembers(modelsOf(there), modelsOf(asked)),
  ];
  return differences.length > 0 ? differences : [`plan: ${there.planHash} there, ${asked.planHash} asked`];
}

function differingMembers(there: object, asked: object): string[] {
  const [a, b] = [new Map(Object.entries(there)), new Map(Object.entries(asked))];
  const show = (value: unknown): string => (value === undefined ? "none" : canonicalJson(value));
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => show(a.get(name)) !== show(b.get(name)))
    .map((name) => `${name}: ${show(a.get(name))} there, ${show(b.get(name))} asked`);
}

function modelsOf({ models }: Manifest): object {
  return Object.fromEntries(models.map((model) => [`model ${model.id}`, model]));
}

function parse(text: string): Manifest | undefined {
  try {
    const value = parseShallow(text);
    return manifestShape.safeParse(value).success ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
