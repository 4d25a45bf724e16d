import { lookNamed } from "../charts/look-named.ts";
import { MidspanError } from "../errors.ts";
import { excerptsOfAll } from "./excerpts.ts";
import { loadRun } from "./load-run.ts";
import { type PresentFlags, present } from "./present.ts";

export interface ReportFlags extends PresentFlags {
  readonly output?: string;
}

/** `midspan report FOLDER...`: everything again from the record; several folders side by side. */
export async function report(folders: readonly string[], flags: ReportFlags): Promise<void> {
  const folder = flags.output ?? (folders.length === 1 ? folders[0] : undefined);
  if (folder === undefined)
    throw new MidspanError("usage", "no place for the comparison; -o FOLDER with several runs: none given");
  lookNamed(flags.style, flags.width); // refused before anything is read
  const run = await loadRun(folders, folder);
  await present(run, { ...flags, folder, excerpts: () => excerptsOfAll(run.shown) });
}
