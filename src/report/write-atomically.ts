import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
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
      await writeFile(temporary, content);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  });
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
