import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseShard } from "../../src/cli/shard.ts";
import type { Manifest } from "../../src/record.ts";
import { midspan } from "./midspan.ts";

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000 });

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-shard-"));
});
afterAll(() => rm(root, { recursive: true }));

const PLAN = [
  "--model",
  "simulated:u",
  "--task",
  "needle",
  "--lengths",
  "256",
  "--trials",
  "7",
  "--no-report",
];
const TRIALS = 7 * (11 + 2);

async function idsOf(folder: string): Promise<readonly string[]> {
  const lines = (await readFile(join(root, folder, "trials.jsonl"), "utf8")).trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

async function endOf(folder: string): Promise<string | undefined> {
  return (JSON.parse(await readFile(join(root, folder, "manifest.json"), "utf8")) as Manifest).endedAt;
}

describe("--shard", () => {
  it("asks each document in one part, and the parts join to the whole", async () => {
    const whole = await midspan(["run", ...PLAN, "-o", "whole", "--json"], root);
    const parts = await Promise.all(
      ["1/3", "2/3", "3/3"].map((shard) =>
        midspan(["run", ...PLAN, "--shard", shard, "-o", `part-${shard[0]}`], root),
      ),
    );
    expect(parts.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(parts[0]?.stderr).toContain(`${3 * 13} trials in shard 1/3`);
    const ids = (await Promise.all(["part-1", "part-2", "part-3"].map(idsOf))).flat();
    expect(ids).toHaveLength(TRIALS);
    expect(new Set(ids)).toEqual(new Set(await idsOf("whole")));

    const two = await midspan(["merge", "part-1", "part-3", "-o", "two"], root);
    expect(two).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("not complete; a shard is missing"),
    });
    expect(await endOf("two")).toBeUndefined();
    const all = await midspan(["merge", "part-1", "part-2", "part-3", "-o", "all"], root);
    expect(all).toMatchObject({ code: 0, stderr: "", stdout: `${TRIALS} trials joined -> all\n` });
    expect(await endOf("all")).toBeDefined();

    // The same plan: it goes on where shards were joined, and finds what the whole found.
    const again = await midspan(["run", ...PLAN, "-o", "two", "--json"], root);
    expect(JSON.parse(again.stdout).findings).toEqual(JSON.parse(whole.stdout).findings);
    expect(new Set(await idsOf("two"))).toEqual(new Set(ids));
    expect(await endOf("two")).toBeDefined();
  });

  it.each(["0/3", "4/3", "1", "1/0", "a/b", "-1/2"])("refuses %s", (text) => {
    expect(() => parseShard(text)).toThrow(/--shard is not usable; I\/N/);
  });

  it("refuses more parts than documents, and rounds that need the whole", async () => {
    const many = await midspan(["run", ...PLAN, "--shard", "1/8", "-o", "none"], root);
    expect(many).toMatchObject({ code: 2, stderr: expect.stringContaining("at most 7 shards: 8") });
    const rounds = await midspan(["run", ...PLAN, "--until-decided", "--shard", "1/2", "-o", "none"], root);
    expect(rounds).toMatchObject({ code: 2, stderr: expect.stringContaining("without --until-decided") });
  });
});
