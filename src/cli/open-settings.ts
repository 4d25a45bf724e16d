import { type Settings, settingsFrom } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** The settings of a command line and of the file it names. */
export async function openSettings(config: string | undefined, flags: SweepFlags): Promise<Settings> {
  if (config === undefined) return settingsFrom(flags);
  const { readSweepFile } = await import("./sweep-file.ts");
  return settingsFrom(flags, await readSweepFile(config));
}
