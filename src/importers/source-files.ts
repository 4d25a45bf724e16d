import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { MidspanError } from "../errors.ts";

/** A file that is imported. */
export interface SourceFile {
  readonly path: string;
  /**
   * From the path that the user named on, with slashes, and with as many folders above it as no other file has: what
   * messages and records say, and what ids of trials hang on.
   */
  readonly name: string;
  /** Its name alone, with as many folders above it as no other file has. */
  readonly shortest: string;
  /** Folders above it, nearest first: some formats keep the model there. */
  readonly folders: readonly string[];
}

export interface FoundFiles {
  readonly files: readonly SourceFile[];
  /** Files within a folder that the format does not know. */
  readonly passedOver: readonly string[];
}

/**
 * The files that paths name, each once: a file as it is, a folder with all below it whose name fits, in the order of
 * their names. Links to folders are not followed; a link to nothing is a file that cannot be read. Throws `input-file`
 * for a path that is not there or cannot be read.
 */
export function sourceFiles(paths: readonly string[], fits: (name: string) => boolean): FoundFiles {
  const files: SourceFile[] = [];
  const passedOver: string[] = [];
  const add = (path: string, name: string): void => {
    files.push({ path, name, shortest: "", folders: resolve(path).split(sep).slice(0, -1).reverse() });
  };
  const walk = (folder: string, name: string): void => {
    for (const entry of entriesOf(folder)) {
      const [path, inner] = [join(folder, entry.name), `${name}/${entry.name}`];
      if (entry.isDirectory()) walk(path, inner);
      else if (!isFile(path, entry) || !fits(entry.name)) passedOver.push(inner);
      else add(path, inner);
    }
  };
  for (const path of paths) {
    const stats = look(path, () => statSync(path));
    if (stats.isDirectory()) walk(path, basename(resolve(path)));
    else add(path, basename(path));
  }
  const once = new Map<string, SourceFile>();
  for (const file of files) if (!once.has(resolve(file.path))) once.set(resolve(file.path), file);
  const kept = [...once.values()];
  const names = toldApart(
    kept,
    kept.map(({ name }) => name),
  );
  const shortest = toldApart(
    kept,
    kept.map(({ path }) => basename(path)),
  );
  return {
    files: kept.map((file, i) => ({ ...file, name: names[i] as string, shortest: shortest[i] as string })),
    passedOver,
  };
}

/** Of one name, as of many models' `preds.jsonl`: folders above it are named too, until they differ. */
function toldApart(files: readonly SourceFile[], names: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  if (times.size === names.length) return names;
  const longer = files.map(({ path }, i) => {
    const name = names[i] as string;
    if (times.get(name) === 1) return name;
    const parts = resolve(path)
      .split(sep)
      .filter((part) => part !== "");
    return parts.slice(-1 - name.split("/").length).join("/");
  });
  return toldApart(files, longer);
}

function isFile(path: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(path).isFile();
  } catch {
    return true; // what is wrong with it is told where it is read
  }
}

/** Hidden entries are the system's own. */
function entriesOf(folder: string): readonly Dirent[] {
  return look(folder, () => readdirSync(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function look<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    const value = code === "ENOENT" ? "no such file or folder" : code;
    throw new MidspanError("input-file", `results; must be a readable file or folder: ${path} (${value})`, {
      cure: "Check the path and its permissions.",
      cause,
    });
  }
}
