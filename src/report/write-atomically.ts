import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MidspanError } from "../errors.ts";

/**
 * Writes a whole file or none: into a temporary file beside it, then renamed over it.
 * Throws `store-write`.
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writing(file, async () => {
    try {
      await mkdir(dirname(file), { recursive: true });
      await rm(temporary, { force: true });
      // Never through a link that lies there.
      await writeFile(temporary, content, { flag: "wx" });
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  });
}

/**
 * The same for a file below a folder: what lies between them must be folders and no links, which a run folder of
 * somebody else may hold. Throws `store-write`.
 */
export async function writeWithin(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<string> {
  const file = join(folder, name);
  const inner = dirname(file);
  const link = name.includes("/") && (await lstat(inner).catch(() => undefined))?.isSymbolicLink() === true;
  if (link)
    throw new MidspanError("store-write", `report not written; no links within a run folder: ${inner}`, {
      cure: "remove the link, or choose another folder with -o",
    });
  await writeAtomically(file, content);
  return file;
}

/** What fails while a file of the report is written is `store-write`. */
export async function writing<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new MidspanError("store-write", `report not written; the file must be writable: ${file}`, {
      cure: "free some space or choose another folder with -o",
      cause,
    });
  }
}
