import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import type { Charge } from "../../src/run/price.ts";
import { recordedSpend } from "../../src/run/recorded-spend.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { trialNumber } from "./trials.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midspan-spent-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MILLION = 1_000_000;
const price = { input: 2 * MILLION, cachedInput: MILLION, output: 10 * MILLION };
const priced: Charge = { kind: "priced", entry: "paid", price };
const chargeOf = (model: string): Charge => (model.startsWith("paid:") ? priced : { kind: "none" });

const spentOn = async (...trials: readonly Trial[]): Promise<number> => {
  writeFileSync(join(folder, "trials.jsonl"), trials.map(formatTrialLine).join(""));
  return recordedSpend(folder, chargeOf);
};

const paid = (n: number, change: Partial<Trial>): Trial => trialNumber(n, { model: "paid:one", ...change });
const finish = { reason: "stop" } as const;

it("counts every line, by what the server told and else by what was sent and came back", async () => {
  const told = (n: number) =>
    paid(n, {
      generation: { finish, promptTokens: 100, cachedTokens: 40, outputTokens: 3, reasoningTokens: 5 },
    });
  expect(await spentOn(told(1))).toBe(60 * 2 + 40 + 5 * 10);
  // The same id again was asked again, and a line of the same form is read as the first one.
  expect(await spentOn(told(1), told(1), told(2), trialNumber(3))).toBe(3 * 210);
  expect(await spentOn(paid(1, { output: "four", generation: { finish } }))).toBe(60 * 2 + 4 * 10);
  expect(await spentOn(paid(1, { output: "fü\n", generation: { finish } }))).toBe(60 * 2 + 3 * 10);
});

it("counts a failed trial that may have been charged as the worst, and one that was not as nothing", async () => {
  const { output: _, score: __, ...bare } = paid(1, {});
  const failed = (code: string, attempts = 1): Trial => ({
    ...bare,
    ...{ status: "failed", error: { code, message: "" }, attempts },
  });
  expect(await spentOn(failed("timeout"))).toBe(60 * 2 + 4 * 10);
  expect(await spentOn(failed("rate-limited"), failed("timeout", 0))).toBe(0);
});

it("counts a judge, and the probes that the log tells of", async () => {
  const judged = { by: "paid:judge", rubric: "yes-no@1", said: "yes", output: "yes" } as const;
  const mine = trialNumber(1, { output: "12345", generation: { finish, judged } });
  expect(await spentOn(mine)).toBe(1005 * 2 + 3 * 10);
  const counted = { ...judged, promptTokens: 7, outputTokens: 1 };
  expect(await spentOn(trialNumber(1, { generation: { finish, judged: counted } }))).toBe(24);
  writeFileSync(
    join(folder, "run.log"),
    '{"event":"probed","usd":0.5}\n{"event":"probed","usd"\n{"usd":9}\n',
  );
  expect(await recordedSpend(folder, chargeOf)).toBe(24.5);
});
