import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evictText } from "../../src/cli/sinks-evict-text.ts";
import type { Finding } from "../../src/findings.ts";
import { midspan } from "./midspan.ts";

const folder = mkdtempSync(join(tmpdir(), "midspan-evict-"));
const SMALL = [
  "--length",
  "256",
  "--depths",
  "0,0.5,1",
  "--trials",
  "2",
  "--streams",
  "2",
  "--stream-tokens",
  "256",
  "--quiet",
];

describe("midspan sinks evict", () => {
  it("recalls what is kept and not what is gone, and writes a page beside an ordinary run", async () => {
    const out = join(folder, "rope");
    const caches = ["window:96", "sinks:64+96", "h2o:96"];
    const { code, stdout, stderr } = await midspan(
      ["sinks", "evict", "-m", "embedded:rope-0", "--cache", ...caches, ...SMALL, "-o", out, "--json"],
      folder,
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const { findings, report } = JSON.parse(stdout) as { findings: Finding[]; report: string };
    const rows = findings[0]?.rows ?? [];
    const outside = rows.find(
      ({ name, group }) => name === "recall of facts outside it" && group.cache === "window:96",
    );
    expect(outside?.estimate?.value).toBe(0);
    const inside = rows.find(
      ({ name, group }) => name === "recall of facts inside what is kept" && group.cache === "sinks:64+96",
    );
    expect(inside?.estimate?.value).toBeGreaterThan(0.5);
    const said = evictText(findings[0] as Finding);
    const share = Math.round(100 * (inside?.estimate?.value ?? 0));
    expect(said).toMatch(new RegExp(`^sinks:64\\+96\\s+${share} %`, "m"));
    expect(said).toMatch(/^window:96\s+(\d+ %\s+)?0 %/m);
    for (const line of said.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(readFileSync(report, "utf8")).toContain("What does a cut cache lose?");
    expect(existsSync(join(out, "recall/trials.jsonl"))).toBe(true);
  });

  it.each([
    [["-m", "ollama:llama3"], 2, /the cache cannot be cut.*ollama:llama3/],
    [["--cache", "window:8"], 2, /a cache policy is not readable/],
    [["--stream-tokens", "256"], 2, /--stream-tokens; more than the budget/],
  ])("refuses %j", async (args, exit, message) => {
    const { code, stderr } = await midspan(
      ["sinks", "evict", ...args, "-o", join(folder, "never"), "--quiet"],
      folder,
    );
    expect(code).toBe(exit);
    expect(stderr).toMatch(message);
  });
});

it("refuses too few of anything before it begins, and a budget that cuts nothing", async () => {
  for (const [args, said] of [
    [["--streams", "1"], /--streams is too small; at least 2: 1/],
    [["--trials", "0"], /--trials is too small; at least 1: 0/],
    [["--budget", "500", "--length", "384"], /--length leaves nothing to be cut; more than the caches' 500/],
  ] as const) {
    const { code, stderr } = await midspan(["sinks", "evict", ...args], folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
  }
});
