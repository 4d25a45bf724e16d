import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings.ts";
import type { Manifest } from "../../src/record.ts";
import { fixture } from "../importers/imported.ts";
import { needlestackOf } from "../importers/location-counts.ts";
import { midspan } from "./midspan.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-import-"));
});
afterAll(() => rm(root, { recursive: true }));

/** Escape, and the mark that turns text round. */
const HIDDEN = ["\u001b", "\u202e"];

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, folder, "manifest.json"), "utf8"));

describe("midspan import", () => {
  it("gives the best-known U curve its numbers and its verdict", async () => {
    const passed = [50, 47, 31, 27, 15, 14, 20, 17, 26, 48];
    await writeFile(join(root, "u_full_results.json"), needlestackOf("gpt-3.5-turbo", 15_000, passed));
    const ended = await midspan(["import", "needlestack", "u_full_results.json", "-o", "u"], root);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(/gpt-3\.5-turbo +500 +500 +59\.0 %/);
    const report = await midspan(["report", "u"], root);
    expect(report.code).toBe(0);
    expect(report.stdout).toMatch(/15,000.*100.*94.*62.*54.*30.*28.*40.*34.*52.*96/);
    expect(report.stdout).toContain("gpt-3.5-turbo: lost in the middle at 15,000 tokens");
    const { findings } = JSON.parse(await readFile(join(root, "u/findings.json"), "utf8")) as {
      findings: readonly Finding[];
    };
    const shape = findings.find(({ name }) => name === "shape")?.rows.find(({ name }) => name === "shape");
    expect(shape?.verdict).toBe("U");
    const cells = findings.find(({ name }) => name === "recall-by-length-and-depth")?.rows ?? [];
    expect(cells.map(({ estimate }) => Math.round((estimate?.value ?? 0) * 50))).toEqual(passed);
    expect(cells.map(({ estimate }) => estimate?.n)).toEqual(passed.map(() => 50));
    expect((await readdir(join(root, "u/charts"))).filter((name) => name.endsWith(".svg"))).toContain(
      "heat-map.svg",
    );
    const page = await readFile(join(root, "u/index.html"), "utf8");
    expect(page).toContain("Where the answers come from");
    expect(page).toContain("Prompt</dt><dd>not in the imported file");
    expect(page).not.toContain("tokenizer o200k");
  });

  it("says how often the scores agree and where not, names rows that do not fit, and marks the run", async () => {
    const { code, stdout, stderr } = await midspan(
      ["import", "litm-2026", fixture("litm-2026"), "-o", "l"],
      root,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/lark:lark-2 +5 +80\.0 % +0\.55 +1 +0/);
    expect(stdout).toMatch(
      /Found by the published score only:\n.*per_example\.csv:4 .*answered Nobody knows, it rang/,
    );
    expect(stderr).toContain("2 rows do not fit and are left out:");
    expect(stderr).toContain("per_example.csv:7 (record 5): gold_index; must be a number from 0 to 9: 12");
    const { imported, plan } = await manifestOf("l");
    expect(imported).toMatchObject({
      format: "litm-2026",
      stands: "ours",
      refused: 2,
      scores: { published: 0, ours: 6 },
      agreement: [
        { model: "lark:lark-2", both: 3, neither: 1, publishedOnly: 1, oursOnly: 0 },
        { model: "wren-1", both: 1 },
      ],
    });
    expect(plan).toMatchObject({ models: ["lark:lark-2", "wren-1"], generation: {} });
    expect(plan.seed).toBeUndefined();
  });

  it("is shown without a prompt", async () => {
    await midspan(["import", "babilong", fixture("babilong"), "-o", "b"], root);
    const [first = ""] = (await readFile(join(root, "b/trials.jsonl"), "utf8")).split("\n");
    const { id } = JSON.parse(first) as { id: string };
    const shown = await midspan(["show", "b", id], root);
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toContain("prompt    not rebuilt");
    expect(shown.stdout).toContain("depth not recorded");
    expect((await midspan(["show", "b", id, "--raw"], root)).code).toBe(2);
    const report = await midspan(["report", "b"], root);
    expect(report.code).toBe(0);
    const page = await readFile(join(root, "b/index.html"), "utf8");
    expect(page).toContain("No verdict");
    expect(page).toContain("how deep the fact stood is not recorded");
  });

  it("never mixes with another run, and leaves none behind where nothing can be used", async () => {
    const again = await midspan(["import", "babilong", fixture("babilong"), "-o", "b"], root);
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/folder holds a run; must be new or empty/),
    });
    const run = ["run", "--model", "simulated:u", "--lengths", "256", "--trials", "1", "-o", "b", "--quiet"];
    const mixed = await midspan(run, root);
    expect(mixed).toMatchObject({ code: 2, stderr: expect.stringMatching(/holds another plan/) });
    const merged = await midspan(["merge", "b", "l", "-o", "m"], root);
    expect(merged).toMatchObject({ code: 2, stderr: expect.stringMatching(/different plans/) });
    const useless = await midspan(
      ["import", "ruler", fixture("v1/lists/Lark_Original.json"), "-o", "n"],
      root,
    );
    expect(useless).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nothing to import.*5 rows, none fits/),
    });
    expect(await readdir(join(root, "n"))).toEqual([]);
    expect((await midspan(["import", "needlestak", "x", "-o", "n"], root)).stderr).toContain(
      "Did you mean needlestack?",
    );
  });

  it("keeps hostile text inert in terminal, page, Markdown and CSV", async () => {
    const hostile = "=cmd|' /C calc'!A0<img src=x onerror=alert(1)>\u001b[31m\u202e`](javascript:x)";
    const rows = [0, 50, 100].map((depth) =>
      JSON.stringify({
        model: hostile,
        depth,
        length: 512,
        score: "perhaps",
        output: hostile,
        answers: hostile,
      }),
    );
    const sound = rows.map((row) => row.replace('"perhaps"', "0"));
    const name = "a\u001b[31m<b>.jsonl";
    await writeFile(join(root, name), [...sound, ...rows].join("\n"));
    const args = ["import", "generic", name, "--depth-unit", "percent", "-o", "h"];
    const ended = await midspan(args, root);
    expect(ended.code).toBe(0);
    const report = await midspan(["report", "h"], root);
    for (const text of [ended.stdout, ended.stderr, report.stdout, report.stderr]) {
      for (const mark of HIDDEN) expect(text).not.toContain(mark);
    }
    const page = await readFile(join(root, "h/index.html"), "utf8");
    expect(page).not.toMatch(/<img|<b>\.jsonl/);
    const markdown = await readFile(join(root, "h/summary.md"), "utf8");
    expect(markdown).not.toMatch(/<img|[^\\]\]\(javascript/);
    for (const text of [page, markdown]) for (const mark of HIDDEN) expect(text).not.toContain(mark);
    expect(await readFile(join(root, "h/recall.csv"), "utf8")).not.toMatch(/(^|,)"?=cmd/m);
    expect((await readdir(root)).filter((entry) => /calc|img/.test(entry))).toEqual([]);
  });

  it("lists its formats", async () => {
    const { stdout } = await midspan(["list", "formats"], root);
    expect(stdout).toMatch(/^needlehaystack-v1\n(.*\n)*?needlehaystack-v2\n/m);
  });
});
