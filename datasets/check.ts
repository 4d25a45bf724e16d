/** Checks every set of needles: `npx tsx datasets/check.ts`. Exit code 1 where one does not stand up. */
import { checkSets } from "./checks/index.ts";
import { isSound } from "./checks/verdict.ts";
import { textTable } from "../src/cli/table.ts";

const verdicts = checkSets();
const head = ["set", "items", "not unique", "in a haystack", "in its question", "twice", "guess: 1 in", "drawn from"];
const rows = verdicts.map((verdict) => [
  verdict.set,
  verdict.items,
  verdict.notUnique,
  verdict.inHaystack,
  verdict.inQuestion,
  verdict.repeated,
  shown(verdict.oneIn),
  verdict.drawnFrom,
]);
const unsound = verdicts.filter((verdict) => !isSound(verdict)).map(({ set }) => set);
process.stdout.write(`${textTable([head, ...rows])}\n\n${unsound.length === 0 ? "All sound." : `Not sound: ${unsound.join(", ")}`}\n`);
process.exitCode = unsound.length === 0 ? 0 : 1;

function shown(n = Number.NaN): string {
  if (Number.isNaN(n)) return "-";
  return n < 1e12 ? n.toLocaleString("en") : n.toExponential(1);
}
