import { mergeRuns } from "../run/merge.ts";
import { printMessage, printResult } from "./console.ts";
import { plainLine } from "./plain-line.ts";

/** `midspan merge A B... -o C`. */
export async function merge(folders: readonly string[], flags: { readonly output: string }): Promise<void> {
  const { added, repeated, complete } = await mergeRuns(folders, flags.output);
  const twice = repeated === 0 ? "" : `, ${repeated} met more than once`;
  printResult(`${added} trials joined${twice} -> ${plainLine(flags.output)}`);
  if (!complete) printMessage("midspan: not complete; a shard is missing, or one did not end");
}
