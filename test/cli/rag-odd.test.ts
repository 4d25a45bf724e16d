import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaggedAt } from "../../src/cli/rag-odd.ts";
import { planRag } from "../../src/cli/rag-plan.ts";
import type { Flag } from "../../src/rag/chunk-set.ts";
import { FLAG_RULES, type FlagName } from "../../src/rag/flag-rules.ts";
import { midspan } from "./midspan.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-odd-"));
const write = (name: string, lines: readonly object[]): void =>
  writeFileSync(join(root, name), lines.map((one) => JSON.stringify(one)).join("\n"));
beforeAll(() => write("fine.jsonl", fine));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const chunk = (id: string, text: string, more: object = { score: 0.5 }) => ({ id, text, ...more });
const row = (id: string, more: object) => ({
  id,
  question: `Who is ${id}?`,
  answers: ["Vorma"],
  chunks: [chunk("a", "Vorma did."), chunk("b", "Nobody."), chunk("c", "Noone.")],
  ...more,
});
const fine = Array.from({ length: 6 }, (_, i) => row(`fine${i}`, {}));
const rows = [
  ...fine,
  row("nothing", { answers: [], chunks: [chunk("a", "Who?"), chunk("b", "What?"), chunk("c", "Why?")] }),
  row("several", { chunks: [chunk("a", "Vorma did."), chunk("b", "Vorma too."), chunk("c", "No.")] }),
  row("few", { chunks: [chunk("a", "Vorma did."), chunk("b", "No.")] }),
  row("twice", {
    chunks: [chunk("a", "Vorma did."), chunk("b", "No."), chunk("b2", "No."), chunk("c", "Yes.")],
  }),
  row("unranked", { chunks: [chunk("a", "Vorma did."), chunk("b", "No.", {}), chunk("c", "Yes.")] }),
  row("absent", { chunks: [chunk("a", "No."), chunk("b", "Nobody."), chunk("c", "Noone.")] }),
];
const FLAGS: readonly (readonly [string, FlagName])[] = [
  ["nothing", "noGoldNoAnswer"],
  ["several", "answerInSeveral"],
  ["twice", "sameText"],
  ["unranked", "someScores"],
  ["absent", "answerNowhere"],
  ["few", "fewChunks"],
];

describe("what is odd about a question", () => {
  it("is said by its id, counted in the page and in rag.json; what cannot be asked is in no rate", async () => {
    write("odd.jsonl", rows);
    const { code, stderr } = await midspan(
      "rag odd.jsonl --model simulated:flat --orders reverse random --chunks 3 -o out".split(" "),
      root,
    );
    expect(code, stderr).toBe(0);
    const { flagged, found } = JSON.parse(readFileSync(join(root, "out/rag.json"), "utf8"));
    const page = readFileSync(join(root, "out/index.html"), "utf8");
    for (const [questionId, name] of FLAGS) {
      const { rule } = FLAG_RULES[name];
      expect(flagged).toContainEqual(expect.objectContaining({ questionId, rule }));
      expect(stderr).toContain(`1 question: ${rule}: ${questionId}`);
      expect(page).toContain(`1 question: ${rule}: ${questionId}`);
    }
    expect(flagged).toHaveLength(FLAGS.length);
    expect(stderr).toMatch(/rank, reverse: need ranks; 1 question has none and is skipped there/);
    // Twelve rows: one cannot be asked at all, one has too few chunks, one has no ranks for two of the orders.
    const [accuracy] = found[0].orders.rows;
    expect([accuracy.estimate.n, accuracy.unscored]).toEqual([9, 2]);
  });

  it("a chunk that alone is longer than the window is named", async () => {
    const chunks = [chunk("long", "word ".repeat(4500)), chunk("short", "Vorma did.")];
    const question = { id: "q", question: "Who?", answers: ["Vorma"], ranked: true, chunks };
    const set = { name: "own", version: "1", questions: [question], notes: [], flagged: [] };
    const { flagged } = await flaggedAt(set, [2], { orders: ["all"], output: root });
    const { rule } = FLAG_RULES.chunkTooLong;
    expect(flagged).toEqual([{ questionId: "q", rule, detail: "long" }] satisfies readonly Flag[]);
  });

  // In this process: that a refusal ends with 2 and what it prints is tested of the command itself.
  it.each([
    [{ chunks: "5" }, /--chunks; from 1 to the 3 that a question has: 5/],
    [{ pairs: true }, /--pairs; a question with two gold chunks/],
    [{ arms: ["full"] }, /--arms; two or more, to compare: full/],
    [{ arms: ["full", "sumaries"] }, /--arms; all, or some of full, top, summaries, map-reduce: sumaries/],
    [{ arms: ["all"], summariser: "embedded:reference" }, /--summariser; a model that writes/],
    [{ arms: ["all"], summaryTokens: "3" }, /--summary-tokens; at least 8: 3/],
  ])("%o is refused", async (flags, message) => {
    const asked = {
      model: ["simulated:flat"],
      orders: ["reverse"],
      output: join(root, "refused"),
      quiet: true,
    };
    await expect(planRag(join(root, "fine.jsonl"), { ...asked, ...flags })).rejects.toThrow(message);
  });
});

describe("midspan rag --dry-run", () => {
  it("counts every part and leaves nothing behind", async () => {
    const { code, stdout, stderr } = await midspan(
      "rag fine.jsonl --model simulated:flat openai:gpt-4o-mini --arms all --without-gold --dry-run --json -o dry".split(
        " ",
      ),
      root,
    );
    expect(code, stderr).toBe(0);
    const { parts, prompts, usd, notes } = JSON.parse(stdout);
    const of = (model: string): string[] =>
      parts.filter((one: { model: string }) => one.model === model).map(({ part }: { part: string }) => part);
    expect(of("simulated:flat")).toEqual(["placement-3", "orders-3", "gold-3", "arms-3-simulated_flat"]);
    expect(of("openai:gpt-4o-mini")).toEqual([
      ...["placement-3", "orders-3", "gold-3"],
      ...["steps-openai_gpt-4o-mini", "arms-3-openai_gpt-4o-mini"],
    ]);
    // A summary and a partial answer of each of three chunks of six questions.
    const steps = parts.find(({ part }: { part: string }) => part.startsWith("steps"));
    expect(steps.total.prompts).toBe(2 * 3 * 6);
    expect(prompts).toBeGreaterThan(0);
    expect(usd.low).toBeGreaterThan(0);
    expect(usd.high).toBeGreaterThan(usd.low);
    expect(notes).toEqual([expect.stringMatching(/simulated:flat cannot write summaries/)]);
    expect(() => readFileSync(join(root, "dry/rag.json"))).toThrow();
  });
});
