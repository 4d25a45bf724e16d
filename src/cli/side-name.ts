import { basename, resolve } from "node:path";

/** A model's name beside those of other runs: its id, its folder too where another run has it, or the whole path. */
export function sideName(id: string, folder: string, shared: boolean, folders: readonly string[]): string {
  if (!shared) return id;
  const base = basename(resolve(folder));
  const alike = folders.filter((other) => basename(resolve(other)) === base).length > 1;
  return `${id} (${alike ? folder : base})`;
}
