import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Trial } from "../../src/record.ts";
import { packageRoot } from "../../src/root.ts";
import { costOf } from "../../src/run/price.ts";
import { midspan } from "../cli/midspan.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

// A simulated model with a price: what is shown is the money, not the recall.
const PRICE = { input: 10, output: 40 };
const SIZE = ["--task", "needle", "--lengths", "256,512", "--depths", "5", "--trials", "6"];
const ARGS = [
  "run",
  "--model",
  "simulated:u",
  ...SIZE,
  "--prices",
  "prices.yaml",
  "--no-report",
  "-o",
  "run",
];
const ALL = 6 * (2 * 5 + 2);

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-max-cost-"));
  await writeFile(join(root, "prices.yaml"), "simulated: {models: {u: {input: 10, output: 40}}}\n");
});
afterAll(() => rm(root, { recursive: true }));

async function record(): Promise<{ readonly ids: readonly string[]; readonly cost: number }> {
  const lines = (await readFile(join(root, "run/trials.jsonl"), "utf8")).trimEnd().split("\n");
  const trials = lines.map((line) => JSON.parse(line) as Trial);
  const cost = trials.reduce(
    (sum, { generation }) =>
      sum +
      costOf(PRICE, {
        promptTokens: generation?.promptTokens ?? 0,
        outputTokens: generation?.outputTokens ?? 0,
      }),
    0,
  );
  expect(trials.every(({ status }) => status === "scored")).toBe(true);
  return { ids: trials.map(({ id }) => id), cost };
}

describe("midspan run --max-cost", () => {
  it("stops before the limit, and goes on with a higher one as if it had never stopped", async () => {
    const stopped = await midspan([...ARGS, "--max-cost", "0.1"], root);
    expect(stopped.code).toBe(4);
    expect(stopped.stderr).toMatch(
      /simulated:u stopped; the next call could pass --max-cost; at most 0\.1 USD, spent: 0\.0\d+ USD\n\s+The same command/,
    );
    expect(stopped.stderr).toMatch(/the record has cost 0\.0\d+ of at most 0\.1 USD/);
    const first = await record();
    expect(first.cost).toBeLessThanOrEqual(0.1);
    // What is left would not hold one more of the longest prompts.
    expect(first.cost).toBeGreaterThan(0.1 - 1.3 * 512 * 40e-6);

    const again = await midspan([...ARGS, "--max-cost", "0.1"], root);
    expect(again.code).toBe(4);
    const second = await record();
    expect(second.cost).toBeLessThanOrEqual(0.1);

    const rest = await midspan([...ARGS, "--max-cost", "5"], root);
    expect(rest.code).toBe(0);
    const whole = await record();
    expect(new Set(whole.ids).size).toBe(ALL);
    expect(whole.ids).toHaveLength(ALL);
    expect(rest.stderr).toContain(`the record has cost ${whole.cost.toFixed(2)} of at most 5 USD`);
  });

  it("plan gives the range that the run then keeps", async () => {
    const { code, stdout } = await midspan(
      ["plan", "--model", "simulated:u", ...SIZE, "--prices", "prices.yaml", "-o", "run", "--json"],
      root,
    );
    expect(code).toBe(0);
    const { models } = JSON.parse(stdout) as {
      models: { total: { leastCost: number; mostCost: number; prompts: number } }[];
    };
    const { cost } = await record();
    expect(models[0]?.total.prompts).toBe(ALL);
    expect(cost).toBeLessThanOrEqual(models[0]!.total.mostCost);
    expect(cost).toBeGreaterThanOrEqual(models[0]!.total.leastCost * 0.99);
  });
});

describe("a large plan", () => {
  it("is shown and not begun where nobody can answer", async () => {
    const model = `transformers:${join(packageRoot(), "models/reference")}`;
    const args = [
      "run",
      "--model",
      model,
      "--task",
      "needle",
      "--lengths",
      "2k",
      "--trials",
      "1000",
      "-o",
      "asked",
    ];
    const { code, stdout, stderr } = await midspan(args, root);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/13,000 prompts, about\s+22,\d+,\d+\s+prompt tokens; no charge/);
    expect(stderr).toMatch(
      /not begun; a plan this large needs a yes: 22,\d+,\d+ prompt tokens\n\s+Add --yes/,
    );
    expect(await readdir(root)).not.toContain("asked");
  });
});
