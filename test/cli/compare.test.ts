import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { compareSides } from "../../src/analysis/comparison.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { comparisonText } from "../../src/cli/compare.ts";
import { junitXml } from "../../src/cli/junit.ts";
import { dropLines } from "../../src/cli/regression.ts";
import type { Finding } from "../../src/findings.ts";
import { simulateTrials, type Truth } from "../simulate.ts";
import { midspan } from "./midspan.ts";

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const HOSTILE = '<b>"&\u001b[31m\u202e]]>=cmd\ud800';
const options = { ...defaultAnalysisOptions, bootstrapDraws: 200 };

function between(older: Truth, newer: Truth): Finding {
  const sides = [older, newer].map((truth, i) => ({
    name: ["older", "newer"][i] ?? "",
    trials: simulateTrials({ depths: [0, 0.25, 0.5, 0.75, 1], seed: i, ...truth }),
  }));
  return compareSides(sides, options);
}

describe("a check against an older run", () => {
  it("holds where recall has not dropped by more than it may, or has risen", () => {
    expect(
      dropLines(between({ recall: () => 1 }, { recall: () => 1 }), "m", 0).map(({ holds }) => holds),
    ).toEqual([true]);
    expect(
      dropLines(between({ recall: () => 0.5 }, { recall: () => 1 }), "m", 0).every(({ holds }) => holds),
    ).toBe(true);
  });

  it("fails overall as measured, and at the depth where a drop is shown", () => {
    const lines = dropLines(between({ recall: () => 1 }, { recall: (d) => (d === 0.5 ? 0.3 : 1) }), "m", 0.2);
    expect(lines.map(({ what, holds }) => [what, holds])).toEqual([
      ["m, needle, 1024 tokens: drop of recall at most", true],
      ["m, needle, 1024 tokens, depth 0.5: drop of recall at most", false],
    ]);
    expect(dropLines(between({ recall: () => 1 }, { recall: () => 0.8 }), "m", 0.05)[0]?.holds).toBe(false);
  });

  it("does not hold where nothing is common", () => {
    const [line] = dropLines(between({}, { taskVersion: 2 }), "m", 0.05);
    expect(line).toMatchObject({
      holds: false,
      reason: "No question is common to all: nothing can be compared.",
    });
  });
});

describe("what is printed of a comparison", () => {
  it("keeps within 80 columns and is inert, whatever a model is called", () => {
    const long = `${HOSTILE}${"x".repeat(200)}`;
    const sides = [long, "b"].map((name) => ({ name, trials: simulateTrials({ seed: name, model: name }) }));
    const text = comparisonText(compareSides(sides, options));
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\ud800]/);
    expect(text).toContain("(simulated)");
  });

  it("JUnit XML: hostile names and values are escaped, counts are right", () => {
    const text = junitXml("midspan check", [{ name: HOSTILE, failure: HOSTILE }, { name: "fine" }]);
    expect(text).toContain('tests="2" failures="1"');
    expect(text).toContain("&#60;b&#62;&#34;&#38;");
    expect(text.match(/<[a-z]+/g)).toEqual([
      "<testsuites",
      "<testsuite",
      "<testcase",
      "<failure",
      "<testcase",
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\ud800]|]]>/);
  });
});

describe("from the command line", () => {
  let root = "";
  const run = (model: string[], folder: string) =>
    midspan(
      [
        "run",
        "--model",
        ...model,
        "--task",
        "needle",
        "--lengths",
        "512",
        "--depths",
        "5",
        "--trials",
        "12",
        "-o",
        folder,
        "--quiet",
      ],
      root,
    );
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "midspan-compare-"));
    await run(["simulated:flat"], "old");
    await run(["simulated:edge=.9,middle=.1"], "new");
    await run(["simulated:u", "simulated:primacy"], "two");
  });
  afterAll(() => rm(root, { recursive: true }));

  it("midspan compare: runs, models of one run, JSON", async () => {
    const both = await midspan(["compare", "old", "new"], root);
    expect(both.code).toBe(0);
    expect(both.stdout).toMatch(/^A {2}simulated:flat \(simulated\)\nB {2}simulated:edge/);
    expect(both.stdout).toMatch(/A - B {2}0\.5 /);
    const { stdout } = await midspan(["compare", "two", "--json"], root);
    const finding = JSON.parse(stdout) as Finding;
    expect(finding.rows.find(({ name }) => name === "difference")?.group).toMatchObject({
      model: "simulated:u",
      against: "simulated:primacy",
    });
    expect((await midspan(["compare", "old"], root)).code).toBe(2);
    expect((await midspan(["compare", "old", "new", "--margin", "2"], root)).code).toBe(2);
    expect((await midspan(["compare", "old", "nowhere"], root)).code).toBe(2);
  });

  it("midspan compare -o: the same words, and a page with charts", async () => {
    const printed = await midspan(["compare", "old", "new"], root);
    const written = await midspan(["compare", "old", "new", "-o", "cmp", "--pdf"], root);
    expect(written.code).toBe(0);
    expect(written.stdout).toBe(`${printed.stdout}\nReport: ${join("cmp", "index.html")}\n`);
    const page = await readFile(join(root, "cmp/index.html"), "utf8");
    expect(page).toContain("Which recalls more, and at which depths?");
    expect(page.indexOf('id="chart-paired-difference"')).toBeLessThan(page.indexOf("is the middle lost?"));
    expect(page).toContain('href="charts/paired-difference.pdf"');
    const { findings } = JSON.parse(await readFile(join(root, "cmp/findings.json"), "utf8")) as {
      findings: Finding[];
    };
    expect(findings.map(({ name }) => name)).toContain("middle-gap");
    expect(findings[0]?.name).toBe("comparison");
    expect(await readFile(join(root, "cmp/summary.md"), "utf8")).toContain("## Which recalls more: needle");
    expect(await readFile(join(root, "cmp/tables/comparison.csv"), "utf8")).toContain("difference at depth");
    expect((await midspan(["compare", "old", "new", "-o", "old"], root)).code).toBe(2);
  });

  it("runs of one name in two folders of one name stay apart", async () => {
    await run(["simulated:flat"], "x/run");
    await run(["simulated:flat"], "y/run");
    await midspan(["compare", "x/run", "y/run", "-o", "xy"], root);
    const table = await readFile(join(root, "xy/recall.csv"), "utf8");
    expect(new Set(table.match(/^simulated:flat \([^)]*\)/gm))).toEqual(
      new Set(["simulated:flat (x/run)", "simulated:flat (y/run)"]),
    );
  });

  it("midspan check --against: exit codes and JUnit", async () => {
    const failed = await midspan(["check", "new", "--against", "old", "--junit", "out/checks.xml"], root);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^FAILS .*drop of recall at most 0\.050/);
    expect(await readFile(join(root, "out/checks.xml"), "utf8")).toContain('<failure message="FAILS');
    const held = await midspan(
      ["check", "old", "--against", "new", "--max-drop", "0", "--min-recall", "0.1"],
      root,
    );
    expect(held.stdout.trim().split("\n")).toHaveLength(2);
    expect(held.code).toBe(0);
    const [missing] = [await midspan(["check", "two", "--against", "old"], root)];
    expect(missing.stdout).toContain("no such model in old");
    expect(missing.code).toBe(1);
    expect((await midspan(["check", "old", "--against", "old"], root)).code).toBe(2);
    expect((await midspan(["check", "old", "--max-drop", "0.1"], root)).code).toBe(2);
  });
});
