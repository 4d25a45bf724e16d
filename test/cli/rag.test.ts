import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { midspan } from "./midspan.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-rag-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const own = Array.from({ length: 12 }, (_, i) => ({
  id: `q${i}`,
  question: `Who is number ${i}?`,
  answers: [`name-${i}`],
  chunks: [
    { id: "a", text: "Nothing here." },
    { id: "b", text: i === 3 ? "Nothing either." : `Number ${i} is name-${i}.` },
    { id: "c", text: "Nor here." },
  ],
}));
beforeAll(() => writeFileSync(join(root, "own.jsonl"), own.map((row) => JSON.stringify(row)).join("\n")));

describe("midspan rag", () => {
  it("asks a set of one's own, skips what cannot be placed and says so by id", async () => {
    const { code, stdout, stderr } = await midspan(
      [
        "rag",
        "own.jsonl",
        "--model",
        "simulated:flat",
        "--orders",
        "reverse",
        "2,3,1",
        "--json",
        "-o",
        "own",
      ],
      root,
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/no chunk holds the answer word for word; asked all the same, as in use: q3/);
    const { found, flagged } = JSON.parse(stdout);
    expect(flagged).toEqual([
      { questionId: "q3", rule: expect.stringContaining("no chunk holds the answer") },
    ]);
    const [{ chunks, orders }] = found;
    expect(chunks).toBe(3);
    const accuracies = orders.rows.filter(({ name }: { name: string }) => name === "accuracy");
    expect(accuracies.map(({ group }: { group: { order: string } }) => group.order)).toEqual([
      "rank",
      "reverse",
      "2-3-1",
    ]);
    expect(accuracies.every(({ estimate }: { estimate: { n: number } }) => estimate.n === 12)).toBe(true);
    const trials = readFileSync(join(root, "own/placement-3/trials.jsonl"), "utf8");
    expect(trials.match(/"status":"skipped"/g)?.length).toBeGreaterThan(0);
  });

  it("follows every order over several numbers of chunks, also one that some of them make like another", async () => {
    const { code, stdout, stderr } = await midspan(
      "rag own.jsonl --model simulated:flat --orders reverse sides-haystack sides-best-last --chunks 2,3 --json -o over".split(
        " ",
      ),
      root,
    );
    expect(code, stderr).toBe(0);
    const { rows } = JSON.parse(stdout).counts;
    const followed = rows.filter(({ name }: { name: string }) => name === "recall");
    const at = (order: string) =>
      followed
        .filter(({ group }: { group: { order: string } }) => group.order === order)
        .map(({ group }: { group: { chunks: number } }) => group.chunks);
    // Of two chunks Haystack's order is the ranking and best last its reverse; of three they differ.
    for (const order of ["rank", "reverse", "sides-haystack", "sides-best-last"])
      expect(at(order), order).toEqual([2, 3]);
  });

  it("cuts and ranks documents, and leaves the chunks that its runs are rebuilt from", async () => {
    mkdirSync(join(root, "docs"));
    const facts = Array.from(
      { length: 8 },
      (_, i) => `The lamp of house ${i} is colour-${i}. It was lit at dusk.`,
    );
    writeFileSync(join(root, "docs/lamps.md"), facts.join("\n\n"));
    const asked = facts.map((_, i) => `What is the lamp of house ${i}?,colour-${i}`);
    writeFileSync(join(root, "asked.csv"), ["question,answers", ...asked].join("\n"));
    const { code, stderr } = await midspan(
      `rag docs --asked asked.csv --chunk-tokens 20 --model simulated:flat --orders reverse --chunks 4 -o docs-out`.split(
        " ",
      ),
      root,
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/1 documents cut into 8 chunks of whole sentences, at most 20 tokens/);
    expect(stderr).toMatch(/Ranked by BM25/);
    rmSync(join(root, "docs"), { recursive: true });
    const trials = readFileSync(join(root, "docs-out/orders-4/trials.jsonl"), "utf8").trim().split("\n");
    const { id } = JSON.parse(trials[0] as string);
    const shown = await midspan(["show", "docs-out/orders-4", id, "--raw"], root);
    expect(shown.stdout, shown.stderr).toMatch(/The lamp of house \d is colour-\d/);
  });

  it("takes an order from a module", async () => {
    writeFileSync(join(root, "last-first.mjs"), "export const order = (chunks) => [...chunks].reverse();\n");
    const { code, stderr } = await midspan(
      "rag own.jsonl --model simulated:u --orders ./last-first.mjs --quiet -o module".split(" "),
      root,
    );
    expect(code, stderr).toBe(0);
  });

  it.each([
    [["--orders", "sides-langchian"], /Did you mean sides-langchain/],
    [["--chunks", "40"], /from 1 to the 3/],
  ])("refuses %o", async (flags, message) => {
    const { code, stderr } = await midspan(
      ["rag", "own.jsonl", "--model", "simulated:u", ...flags, "-o", "refused"],
      root,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
