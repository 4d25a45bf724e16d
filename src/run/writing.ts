import { MidspanError } from "../errors.ts";

const CURES: Readonly<Record<string, string>> = {
  EACCES: "Choose a folder that you may write to with -o.",
  EPERM: "Choose a folder that you may write to with -o.",
  EROFS: "The file system is read-only; choose another folder with -o.",
  ENOSPC: "The disk is full; make room and run the same command again: it continues.",
  EDQUOT: "The quota is used up; make room and run the same command again: it continues.",
  ENOTDIR: "A part of the path is a file; choose another folder with -o.",
  EEXIST: "The path is a file; choose another folder with -o.",
};

/** Runs a write below a run folder; throws `store-write` with the path, the system's word and a cure. */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw told(path, error);
  }
}

/** The same for a write that is done when it returns. */
export function writingSync<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw told(path, error);
  }
}

function told(path: string, error: unknown): MidspanError {
  if (error instanceof MidspanError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
  const cure = CURES[code];
  return new MidspanError("store-write", `cannot write; a path that can be written: ${path} (${code})`, {
    ...(cure === undefined ? {} : { cure }),
    cause: error,
  });
}
