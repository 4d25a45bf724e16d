/** child.ts NAME SEED FROM MS: tries inputs of one reader from a number on, and tells each beginning and end. */
import fc from "fast-check";
import { parsers } from "./parsers.ts";
import { damagedInput, tried } from "./tried.ts";

const [name, seed, from, ms] = process.argv.slice(2);
const parser = parsers.find((one) => one.name === name);
if (parser === undefined) throw new Error(`no such reader: ${name}`);
const until = performance.now() + Number(ms);
const inputs = damagedInput(parser);
let end = 0;

for (let at = Number(from); performance.now() < until; at++) {
  process.send?.({ begun: at });
  const [input] = fc.sample(inputs, { seed: Number(seed) + at, numRuns: 1 });
  if (input === undefined) break;
  try {
    process.send?.({ code: await tried(parser, input) });
  } catch (error) {
    process.send?.({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    end = 1;
    break;
  }
}
process.exitCode = end;
process.disconnect?.();
