import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { defaultStyle } from "../../src/charts/style.ts";
import { badgeSvg } from "../../src/report/badge.ts";
import { bibliographyOf } from "../../src/report/bibliography.ts";
import { sizeCategory } from "../../src/report/dataset-card.ts";
import { PARQUET_COLUMNS } from "../../src/report/parquet.ts";
import { publishRun } from "../../src/report/publish.ts";
import { summarise } from "../../src/report/record-summary.ts";
import { tasks } from "../../src/tasks/index.ts";
import { madeFindings } from "../charts/made-findings.ts";
import { madeInput, madeManifest, madeTrial } from "./made-input.ts";

const HOSTILE = `ollama:"><script>alert(1)</script>\n---\nlicense: none \u001b[31m\u202e=1+1 |x| \`\`\``;

let root = "";
const read = (run: string, name: string): string => readFileSync(join(root, run, name), "utf8");
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "midspan-publish-"));
  await publishRun(join(root, "usual"), madeInput(66), { license: "CC-BY-4.0" });
  const input = madeInput(66, [HOSTILE]);
  const trials = [madeTrial(0, { model: HOSTILE, output: HOSTILE }), ...input.trials];
  const manifest = madeManifest([HOSTILE]);
  await publishRun(
    join(root, "hostile"),
    {
      ...input,
      record: summarise(trials),
      trials,
      manifest: { ...manifest, plan: { ...manifest.plan, haystack: HOSTILE, needles: HOSTILE } },
    },
    { license: "CC0-1.0" },
  );
}, 120_000);
afterAll(() => rmSync(root, { recursive: true }));

/** The header of a data card, as a dataset page reads it. */
function headerOf(run: string): Record<string, unknown> {
  const [, header = ""] = read(run, "README.md").split(/^---$/m);
  return parse(header) as Record<string, unknown>;
}

describe("publishRun", () => {
  it("checksums every file but the list itself", () => {
    for (const run of ["usual", "hostile"]) {
      const sums = read(run, "SHA256SUMS").trimEnd().split("\n");
      const files = readdirSync(join(root, run), { recursive: true, withFileTypes: true });
      expect(sums).toHaveLength(files.filter((file) => file.isFile()).length - 1);
      for (const line of sums) {
        const [sum, name = ""] = line.split("  ");
        expect(
          createHash("sha256")
            .update(readFileSync(join(root, run, name)))
            .digest("hex"),
        ).toBe(sum);
      }
    }
  });

  it("heads its data card with what a dataset page reads", () => {
    expect(headerOf("usual")).toMatchObject({
      license: "cc-by-4.0",
      size_categories: ["n<1K"],
      configs: [{ config_name: "trials", data_files: "trials.parquet" }],
    });
    const card = read("usual", "README.md");
    for (const { name } of PARQUET_COLUMNS) expect(card).toContain(`| ${name} |`);
    for (const [, picture] of card.matchAll(/\]\(([^)]*\.(?:png|svg))\)/g))
      expect(readFileSync(join(root, "usual", picture ?? "")).length).toBeGreaterThan(0);
    expect(card).toContain("@misc{kamradt2023needle,");
    expect(read("usual", "LICENSE")).toContain("https://spdx.org/licenses/CC-BY-4.0.html");
  });

  it("is not moved by a hostile name: header, card, badge and tables stay what they are", () => {
    expect(Object.keys(headerOf("hostile"))).toEqual(Object.keys(headerOf("usual")));
    expect(headerOf("hostile").license).toBe("cc0-1.0");
    const card = read("hostile", "README.md").split(/^---$/m).slice(2).join("");
    expect(card).not.toContain("<script");
    for (const name of ["README.md", "summary.md", "badge.svg", "recall.csv", "tables/middle-gap.csv"])
      for (const hidden of ["\u001b", "\u202e"]) expect(read("hostile", name), name).not.toContain(hidden);
    expect(read("hostile", "badge.svg")).not.toContain("<script");
  });
});

describe("badgeSvg", () => {
  it("says the largest gap with half of its interval, and of what", () => {
    const badge = badgeSvg(
      madeFindings({ models: ["embedded:reference", "simulated:u"], lengths: [2048, 4096] }),
      defaultStyle,
    );
    expect(badge).toMatch(/>74 pp \u00b1 9</);
    expect(badge).toContain("simulated:u (simulated), 4,096 tokens: middle gap +74 points (n = 40,");
    expect(badgeSvg([], defaultStyle)).toBeUndefined();
  });

  const gapOf = (length: number, verdict: string, [value, low, high]: readonly [number, number, number]) => {
    const group = { model: "m", task: "needle", length };
    const estimate = { value, low, high, n: 40, method: "bootstrap 95 %" };
    return [
      { group, name: "middle gap", estimate, unscored: 0 },
      { group, name: "verdict", unscored: 0, verdict },
    ];
  };
  const badgeOf = (...rows: ReturnType<typeof gapOf>[]) =>
    badgeSvg([{ name: "middle-gap", question: "", rows: rows.flat(), cautions: [] }], defaultStyle);

  it("says the ends of an interval that is not even, and what is not to be trusted before any gap", () => {
    const skewed = gapOf(1024, "lost in the middle", [1, 0.73, 1]);
    expect(badgeOf(skewed)).toMatch(/>100 pp \(73 to 100\)</);
    expect(badgeOf(gapOf(1024, "flat", [-0.02, -0.07, 0.03]))).toMatch(/>\u22122 pp \u00b1 5</);
    const doubted = badgeOf(skewed, gapOf(2048, "not to be trusted", [0, -0.06, 0.06]));
    expect(doubted).toMatch(/>not to be trusted</);
    expect(doubted).toContain('fill="#57606a"');
    expect(doubted).toContain("2,048 tokens");
  });
});

describe("the bibliography", () => {
  it("has an entry for every task that comes from a paper", () => {
    const own = ["arrival"];
    for (const { name, paper } of tasks) {
      expect(paper === "", name).toBe(own.includes(name));
      expect(bibliographyOf([name]) === "", name).toBe(own.includes(name));
    }
  });

  it("names no task that there is not, and gives an entry once", () => {
    const text = readFileSync("datasets/papers.bib", "utf8");
    const named = [...text.matchAll(/ keywords = \{([^}]*)\}/g)].flatMap(([, list = ""]) => list.split(", "));
    const known = tasks.map(({ name }) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(bibliographyOf(["multi-key", "multi-value"]).match(/^@/gm)).toHaveLength(1);
  });
});

describe("sizeCategory", () => {
  it.each([
    [999, "n<1K"],
    [1000, "1K<n<10K"],
    [1_000_000, "1M<n<10M"],
    [20_000_000, "10M<n<100M"],
  ])("%i rows: %s", (rows, name) => expect(sizeCategory(rows)).toBe(name));
});
