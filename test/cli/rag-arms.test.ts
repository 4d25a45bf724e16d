import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding, Row } from "../../src/findings.ts";
import type { Trial } from "../../src/record.ts";
import { type CompatibleServer, compatibleServer } from "../models/servers/openai-compatible.ts";
import { midspan } from "./midspan.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-arms-"));
let server: CompatibleServer;

/** House 4's lamp cannot be summarised; that of house 5 is forgotten in its summary. */
const N = 12;
const rows = Array.from({ length: N }, (_, i) => ({
  id: `q${i}`,
  question: `What colour is the lamp of house ${i}?`,
  answers: [`colour-${i}x`],
  chunks: Array.from({ length: 6 }, (_, j) => {
    const house = (i + j) % N;
    return {
      id: `h${house}`,
      title: `House ${house}`,
      text: `The lamp of house ${house} is colour-${house}x. It was lit at dusk, and nobody remembers by whom it was lit on the evening before the market.`,
      score: 1 - j / 10,
      gold: j === 0,
    };
  }),
}));

function reads(prompt: string): string | undefined {
  const stated = /lamp of house (\d+) is (colour-\d+x)/.exec(prompt);
  if (prompt.includes("Summarise the document")) {
    if (stated?.[1] === "4") return "refuse";
    return stated?.[1] === "5" ? "A lamp was lit." : `The lamp of house ${stated?.[1]} is ${stated?.[2]}.`;
  }
  const asked = /What colour is the lamp of house (\d+)\?/.exec(prompt)?.[1];
  if (asked === undefined) return undefined;
  const own = new RegExp(`lamp of house ${asked} is (colour-\\d+x)`).exec(prompt)?.[1];
  if (prompt.includes("Write what the document says"))
    return own === undefined ? "nothing" : `The lamp of house ${asked} is ${own}.`;
  return own ?? "I cannot tell.";
}

beforeAll(async () => {
  server = await compatibleServer({ reads, models: [{ id: "m", max_model_len: 8192 }] });
  writeFileSync(join(root, "own.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
});

afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

const asked = (...more: string[]) =>
  midspan(
    [
      ...["rag", "own.jsonl", "--model", "openai-compatible:m", "--base-url", server.url],
      ...["--orders", "rank", "--chunks", "3", "--arms", "all", "--yes", "--quiet", "-o", "arms", ...more],
    ],
    root,
  );

describe("midspan rag --arms", () => {
  it("stops where too many summaries fail, and says why", async () => {
    const first = await asked();
    // A twelfth of the summaries fails, which is more than a run takes by itself.
    expect(first.code).toBe(4);
    expect(first.stderr).toMatch(/too many trials of openai-compatible:m failed/);
    expect(first.stderr).toMatch(/cannot be served/);
  });

  it("leaves out questions whose summary failed, counts what summaries took, asks for none twice", async () => {
    const before = server.chats.length;
    const { code, stdout, stderr } = await asked("--max-failed", "0.2");
    expect(code, stderr).toBe(0);
    const trials = readFileSync(join(root, "arms/steps/trials.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Trial);
    const failed = trials.filter(({ status }) => status === "failed");
    expect(new Set(failed.map(({ task }) => task.split("-")[0]))).toEqual(new Set(["step:summary"]));
    const { arms, kept } = JSON.parse(readFileSync(join(root, "arms/rag.json"), "utf8")) as {
      arms: Finding;
      kept: readonly object[];
    };
    const row = (name: string, arm: string): Row | undefined =>
      arms.rows.find((one) => one.name === name && one.group.arm === arm);
    // Of 12 questions three have house 4 among their best three chunks: no summary, no comparison.
    for (const arm of ["full", "top", "summaries", "map-reduce"]) {
      expect(row("accuracy", arm)?.estimate?.n).toBe(9);
      expect(row("accuracy", arm)?.unscored).toBe(3);
    }
    expect(row("accuracy", "full")?.estimate?.value).toBe(1);
    expect(row("accuracy", "map-reduce")?.estimate?.value).toBe(1);
    expect(row("accuracy", "summaries")?.estimate?.value).toBeCloseTo(8 / 9);
    expect(row("difference to full", "summaries")?.estimate?.value).toBeCloseTo(-1 / 9);
    expect(row("difference to full", "summaries")?.estimate?.p).toBe(1);
    // What three summaries took is in the arm's own tokens.
    const tokens = (arm: string): number => row("prompt tokens", arm)?.estimate?.value ?? 0;
    const steps = trials.filter(({ task, status }) => task.startsWith("step:summary") && status === "scored");
    const mean =
      steps.reduce((sum, { generation }) => sum + (generation?.promptTokens ?? 0), 0) / steps.length;
    expect(tokens("summaries")).toBeGreaterThan(3 * (mean - 2));
    expect(tokens("top")).toBeLessThan(tokens("full"));
    expect(kept).toEqual([
      {
        model: "openai-compatible:m",
        // House 4's was never made, house 5's forgets.
        summaries: { made: 11, kept: 10 },
        partialAnswers: { made: 12, kept: 12 },
      },
    ]);
    expect(stdout).toMatch(/Summarise, give few, or give all/);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/3 questions are left out: not every arm was scored/);
    const between = server.chats.length;
    expect(between).toBeGreaterThan(before);
    // All that is asked again fails again.
    const again = await asked("--max-failed", "1");
    expect(again.code, again.stderr).toBe(0);
    const repeated = server.chats.slice(between).map(({ messages }) => JSON.stringify(messages));
    const summaries = repeated.filter((text) => text.includes("Summarise the document"));
    // Only those that failed.
    expect(summaries.length).toBeGreaterThan(0);
    expect(summaries.every((text) => text.includes("lamp of house 4 "))).toBe(true);
  });
});
