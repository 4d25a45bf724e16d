import { arch, availableParallelism, platform, totalmem } from "node:os";
import { packageRoot, packageVersion } from "../root.ts";
import { systemClock } from "../run/clock.ts";
import { parseLengths } from "../run/grid.ts";
import { type Preflight, preflight } from "../run/preflight.ts";
import type { Check } from "../run/preflight-checks.ts";
import type { Model } from "../types.ts";
import { colours } from "./colours.ts";
import { printResult } from "./console.ts";
import { EXIT } from "./exit-codes.ts";
import { terminalWidth } from "./terminal-width.ts";
import { wrapText } from "./wrap-text.ts";

export interface DoctorFlags {
  readonly model: string;
  readonly baseUrl?: string;
  /** Length of the long probe, as a length is written. */
  readonly length?: string;
  readonly calibrate?: boolean;
  readonly json?: boolean;
}

const TIMEOUT_MS = 600_000;
/** The long probe where neither `--length` nor the model's window says more. */
const LONGEST = 4096;

/** `midspan doctor`: what is installed, and whether a model can be measured. Exit 3 where it cannot. */
export async function doctor(flags: DoctorFlags): Promise<void> {
  const { openModel } = await import("../models/index.ts");
  const longest = flags.length === undefined ? LONGEST : (parseLengths(flags.length).at(-1) as number);
  const { countBy } = await import("./count-by.ts");
  const counted = await countBy(undefined);
  const options = flags.baseUrl === undefined ? {} : { baseUrl: flags.baseUrl };
  const model = await counted(await openModel(flags.model, { longestPrompt: longest, ...options }));
  try {
    const checks: Check[] = [...installation(), described(model)];
    const { checks: seen } = await probe(model, longestOf(model, flags.length));
    checks.push(...seen);
    const failed = checks.some(({ status }) => status === "failed");
    if (failed) process.exitCode = EXIT.modelUnusable;
    if (flags.json && !flags.calibrate) printResult(JSON.stringify({ model: model.id, checks }, null, 2));
    if (!flags.json) printResult(table(checks));
    if (!flags.calibrate || failed) return;
    const { calibrate } = await import("./calibrate.ts");
    await calibrate(model, flags.json === true);
  } finally {
    await model.close();
  }
}

/** The probes of a run's preflight, with the default documents. */
export async function probe(model: Model, longest: number): Promise<Preflight> {
  const { arrival, ARRIVAL_PLACES } = await import("../tasks/arrival.ts");
  const { openHaystack, openNeedles } = await import("./open-sweep.ts");
  return preflight({
    model,
    probe: arrival,
    places: ARRIVAL_PLACES,
    haystack: await openHaystack(),
    needles: await openNeedles(),
    longest,
    timeoutMs: TIMEOUT_MS,
    clock: systemClock,
  });
}

function longestOf({ contextWindow = LONGEST, details }: Model, length: string | undefined): number {
  if (length !== undefined) return parseLengths(length).at(-1) as number;
  const { trainedLength } = details;
  return Math.min(LONGEST, contextWindow, typeof trainedLength === "number" ? trainedLength : LONGEST);
}

function installation(): readonly Check[] {
  const gib = (totalmem() / 2 ** 30).toFixed(1);
  const machine = `${platform()} ${arch()}, ${availableParallelism()} cores, ${gib} GiB`;
  return [
    { name: "midspan", status: "ok", detail: `${packageVersion()} in ${packageRoot()}` },
    { name: "node", status: "ok", detail: `${process.versions.node} on ${machine}` },
  ];
}

function described(model: Model): Check {
  const facts = Object.entries(model.details).map(([name, value]) => `${name}: ${value}`);
  return { name: "model", status: "ok", detail: [model.id, ...facts].join(", ") };
}

/** Three columns within the terminal; what does not fit goes on below. */
function table(checks: readonly Check[]): string {
  const names = Math.max(...checks.map(({ name }) => name.length));
  const { green, yellow, red } = colours();
  const words = { ok: green("ok  "), warning: yellow("note"), failed: red("FAIL") };
  const room = terminalWidth(110) - names - 8;
  return checks
    .map(({ name, status, detail, cure }) => {
      const lines = [...wrapText(detail, room), ...(cure === undefined ? [] : wrapText(`-> ${cure}`, room))];
      const [first = "", ...others] = lines;
      const indent = " ".repeat(names + 8);
      return [
        `${name.padEnd(names)}  ${words[status]}  ${first}`,
        ...others.map((line) => indent + line),
      ].join("\n");
    })
    .join("\n");
}
