import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings.ts";
import { madeModelFolder } from "../models/made-graphs.ts";
import { midspan } from "./midspan.ts";

const folder = mkdtempSync(join(tmpdir(), "midspan-sinks-"));

describe("midspan sinks map", () => {
  it("looks at a prompt of one's own in a folder's model, the gold beside the sink", async () => {
    const prompt = join(folder, "prompt.txt");
    writeFileSync(prompt, "the harbour log of the third week\n");
    const own = await midspan(
      [
        "sinks",
        "map",
        prompt,
        "the winter",
        "-m",
        `transformers:${madeModelFolder("fused")}`,
        "-o",
        join(folder, "own"),
        "--bare",
      ],
      folder,
    );
    expect(own.code).toBe(0);
    expect(own.stdout).toContain("n = 2 prompts");
    const gold = await midspan(
      [
        "sinks",
        "map",
        prompt,
        "-m",
        "embedded:rope-0",
        "--gold",
        "--lengths",
        "256",
        "--depths",
        "0,0.5,1",
        "--trials",
        "2",
        "-o",
        join(folder, "gold"),
        "--json",
      ],
      folder,
    );
    const { findings } = JSON.parse(gold.stdout) as { findings: Finding[] };
    const shares = findings.find(({ name }) => name === "gold-and-sink")?.rows ?? [];
    expect(shares.length).toBe(9);
    for (const { estimate } of shares) {
      expect(estimate?.n).toBe(2);
      expect(estimate?.value).toBeGreaterThan(0);
      expect(estimate?.value).toBeLessThan(1);
    }
  });

  it.each([
    [
      ["-m", "openai:gpt-4o-mini"],
      2,
      /attention cannot be looked at.*openai:gpt-4o-mini[\s\S]*midspan sinks opening/,
    ],
    [["--epsilon", "1"], 2, /--epsilon; above 0, below 1: 1/],
    [[" "], 2, /a prompt is empty/],
    [["--memory", "0"], 2, /--memory/],
    [["two words", "--tokens", "64"], 2, /shorter than --tokens; 64/],
    [["-m", "embedded:rop-0"], 2, /no such embedded model/],
  ])("refuses %j", async (args, exit, message) => {
    const { code, stderr, stdout } = await midspan(
      ["sinks", "map", ...args, "-o", join(folder, "never"), "--quiet"],
      folder,
    );
    expect(code).toBe(exit);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
  });
});
