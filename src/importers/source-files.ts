import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { MidspanError } from "../errors.ts";

/** A file that is imported. */
export interface SourceFile {
  readonly path: string;
  /** From the path that the user named on, with slashes: what messages and records say. */
  readonly name: string;
  /** Folders above it, nearest first: some formats keep the model there. */
  readonly folders: readonly string[];
}

export interface FoundFiles {
  readonly files: readonly SourceFile[];
  /** Files within a folder that the format does not know. */
  readonly passedOver: readonly string[];
}

/**
 * The files that paths name: a file as it is, a folder with all below it whose name fits, in the order of their
 * names. Links to folders are not followed. Throws `input-file` for what is not there or cannot be read.
 */
export function sourceFiles(paths: readonly string[], fits: (name: string) => boolean): FoundFiles {
  const files: SourceFile[] = [];
  const passedOver: string[] = [];
  const add = (path: string, name: string): void => {
    files.push({ path, name, folders: resolve(path).split(sep).slice(0, -1).reverse() });
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
  return { files: files.filter(isFirst), passedOver };
}

function isFirst({ path }: SourceFile, i: number, all: readonly SourceFile[]): boolean {
  return all.findIndex((other) => resolve(other.path) === resolve(path)) === i;
}

function isFile(path: string, entry: Dirent): boolean {
  return entry.isFile() || (entry.isSymbolicLink() && look(path, () => statSync(path)).isFile());
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
