import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings.ts";
import type { ClaimResult } from "../../src/sinks/claim.ts";
import { midspan } from "../cli/midspan.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-claims-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SMALL = "-m embedded:rope-0 --budget 32 --trials 2 --length 192 --quiet".split(" ");

/** Recall of every scored trial of a run below the folder. */
function recallsOf(run: string): readonly number[] {
  const lines = readFileSync(join(root, run, "trials.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line)).map(({ score }) => score.recall);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("midspan sinks claims", () => {
  it("decides each claim on each model by the runs that it leaves", async () => {
    const args = ["sinks", "claims", ...SMALL, "--texts", "2", "-o", "claims", "--json"];
    const { code, stdout, stderr } = await midspan(args, root);
    expect(code, stderr).toBe(0);
    const { results } = JSON.parse(stdout) as { results: ClaimResult[] };
    const { findings } = JSON.parse(readFileSync(join(root, "claims/findings.json"), "utf8"));
    const told = (findings as Finding[])[0]?.rows.map(({ group, verdict }) => `${group.claim}: ${verdict}`);
    expect(told?.sort()).toEqual(results.map(({ claim, verdict }) => `${claim}: ${verdict}`).sort());
    expect(new Set(results.map(({ claim }) => claim)).size).toBe(6);
    expect(new Set(results.map(({ model }) => model))).toEqual(new Set(["embedded:rope-0"]));
    const front = results.find(({ claim }) => claim.startsWith("front-load"));
    const difference = mean(recallsOf("claims/asked-before")) - mean(recallsOf("claims/asked-after"));
    expect(front?.estimate?.value).toBeCloseTo(difference, 6);
  });
});

describe("midspan sinks compare-architectures", () => {
  const stream = ["--depths", "0,1", "--streams", "1", "--stream-tokens", "256"];

  it("says that one seed decides nothing", async () => {
    const args = ["sinks", "compare-architectures", ...SMALL, ...stream, "-o", "alone"];
    const { code, stdout, stderr } = await midspan(args, root);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("no difference shown");
    expect(stdout).toContain("Report: alone/index.html");
  });

  it("refuses a model whose name tells no seed", async () => {
    const args = ["sinks", "compare-architectures", "-m", "embedded:reference", ...stream, "-o", "none"];
    const { code, stderr } = await midspan(args, root);
    expect(code).toBe(2);
    expect(stderr).toContain("names that end in a seed");
  });
});
