import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings.ts";
import type { Manifest } from "../../src/record.ts";
import { type Exited, runMidspan as midspan } from "../cli/start-midspan.ts";

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const SIZE = ["--lengths", "256,512", "--depths", "0,0.1,0.3,0.5,0.7,0.9,1"];
const MODELS = ["--task", "needle", "--model", "simulated:u", "simulated:flat=1"];
const PLAN = [...MODELS, ...SIZE, "--trials", "100", "--until-decided"];
/** The same, printing findings and drawing nothing. */
const SILENT = ["run", ...PLAN, "--no-report", "--json"];
/** 2 models, 100 documents, 2 lengths, 7 depths, and two arms of 20 documents. */
const MOST = 2 * (100 * 2 * 7 + 20 * 2);

let root = "";
let first: Exited;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-decided-"));
  first = await midspan(["run", ...PLAN, "-o", "run"], root);
});
afterAll(() => rm(root, { recursive: true }));

const linesOf = async (folder: string): Promise<string[]> =>
  (await readFile(join(root, folder, "trials.jsonl"), "utf8")).trimEnd().split("\n");
const idsOf = async (folder: string): Promise<string[]> =>
  (await linesOf(folder)).map((line) => (JSON.parse(line) as { id: string }).id).sort();
const findingsOf = async (folder: string): Promise<string> =>
  readFile(join(root, folder, "findings.json"), "utf8");

describe("midspan run --until-decided", () => {
  it("decides every model and length before the cap, and says how", async () => {
    expect(first.code).toBe(0);
    expect(first.stderr).toContain(
      `at most 100 documents: at most ${MOST.toLocaleString("en")} trials -> run`,
    );
    expect(first.stderr.match(/ · 2\/2 decided · .* in all/g)).toHaveLength(2);
    expect(first.stdout).toContain("simulated:u (simulated): lost in the middle at every length");
    expect(first.stdout).toContain("simulated:flat=1 (simulated): flat at every length");
    expect(first.stdout.replace(/\s+/g, " ")).toContain("documents were added until this was decided");
    const asked = (await idsOf("run")).length;
    // A flat, perfect model takes 50 documents at the default margin.
    expect(asked).toBeLessThan(0.5 * MOST);
    const shown = [...first.stderr.matchAll(/ · (\d+)\/\1 · 2\/2 decided/g)].map(([, due]) => Number(due));
    expect(shown.reduce((sum, due) => sum + due, 0)).toBe(asked);
    const manifest = JSON.parse(await readFile(join(root, "run", "manifest.json"), "utf8")) as Manifest;
    expect(manifest.plan).toMatchObject({ trials: 100, untilDecided: { error: 0.05, margin: 0.1 } });
    expect(manifest.endedAt).toBeDefined();
  });

  it("writes files that claim no fixed n for the gap, and no more for the rest", async () => {
    expect(await readFile(join(root, "run", "recall.csv"), "utf8")).toContain(
      '"Wilson 95 %, as for a fixed n"',
    );
    const summary = await readFile(join(root, "run", "summary.md"), "utf8");
    expect(summary).toContain("confidence sequence");
    expect(summary).toContain("Documents were added until the verdict was decided");
    expect(await readFile(join(root, "run", "index.html"), "utf8")).toContain("<dt>Until decided</dt>");
    const again = await midspan(["report", "run", "-o", "again"], root);
    expect(again.code).toBe(0);
    expect(await findingsOf("again")).toBe(await findingsOf("run"));
  });

  it("asks the same trials one at a time as many at once", async () => {
    for (const concurrency of ["1", "16"]) {
      const folder = `at-${concurrency}`;
      const { stdout } = await midspan([...SILENT, "--concurrency", concurrency, "-o", folder], root);
      expect(await idsOf(folder)).toEqual(await idsOf("run"));
      expect(JSON.parse(stdout).findings).toEqual(JSON.parse(await findingsOf("run")).findings);
    }
  });

  it("goes on where it was stopped, with the same decisions; a whole run asks nothing", async () => {
    const lines = await linesOf("run");
    for (const kept of [1, Math.floor(lines.length / 3), lines.length]) {
      const folder = `kept-${kept}`;
      await mkdir(join(root, folder));
      await cp(join(root, "run", "manifest.json"), join(root, folder, "manifest.json"));
      await writeFile(
        join(root, folder, "trials.jsonl"),
        lines
          .slice(0, kept)
          .map((l) => `${l}\n`)
          .join(""),
      );
      const { code, stdout, stderr } = await midspan([...SILENT, "-o", folder], root);
      expect(code).toBe(0);
      expect(stderr).toContain(`${kept.toLocaleString("en")} of them recorded`);
      expect(await idsOf(folder)).toEqual(await idsOf("run"));
      expect(JSON.parse(stdout).findings).toEqual(JSON.parse(await findingsOf("run")).findings);
    }
  });

  it("stays inconclusive at the cap where nothing is shown", async () => {
    const args = [
      "--task",
      "needle",
      "--model",
      "simulated:flat",
      "--lengths",
      "256",
      "--depths",
      "11",
      "--trials",
      "12",
    ];
    const { code, stderr, stdout } = await midspan(
      ["run", ...args, "--until-decided", "--json", "--no-report", "-o", "cap"],
      root,
    );
    expect(code).toBe(0);
    expect(stderr).toContain(`"event":"rounds","decided":0,"cells":1,"spared":0`);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const row = findings[0]?.rows.find(({ name }) => name === "verdict");
    expect(row?.verdict).toBe("inconclusive");
    expect(row?.sentence).toContain("more documents may decide it");
  });

  it("takes its error from a sweep file, and keeps runs of different rates apart", async () => {
    const sweep = "models: [simulated:u]\nlengths: 256\ndepths: 11\nuntilDecided:\n  error: 0.2\n";
    await writeFile(join(root, "loose.yaml"), sweep);
    await writeFile(join(root, "plain.yaml"), sweep.replace("\n  error: 0.2", " true"));
    const loose = await midspan(["run", "loose.yaml", "--no-report", "-o", "loose"], root);
    expect(loose.stdout.replace(/\s+/g, " ")).toContain("a chance of error of at most 20 %");
    const { code, stderr } = await midspan(["run", "plain.yaml", "-o", "loose"], root);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'untilDecided: {"error":0.2,"margin":0.1} there, {"error":0.05,"margin":0.1} asked',
    );
  });

  it("refuses depths that no verdict can be made of, and an error that is none", async () => {
    const depths = await midspan(["run", "-m", "simulated:u", "--depths", "0,1", "--until-decided"], root);
    expect(depths.code).toBe(2);
    expect(depths.stderr).toContain("until-decided compares start, middle and end");
    await writeFile(join(root, "none.yaml"), "models: [simulated:u]\nuntilDecided:\n  error: 0\n");
    const none = await midspan(["run", "none.yaml"], root);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("error of untilDecided is not usable; above 0, at most 0.5: 0");
  });

  it("refuses a queue, which would be handed the whole plan", async () => {
    const { code, stderr } = await midspan(["run", ...PLAN, "--queue", "redis://127.0.0.1:1"], root);
    expect(code).toBe(2);
    expect(stderr).toContain("until-decided does not go through a queue");
  });

  it("plan says that it is the most", async () => {
    const { stdout } = await midspan(["plan", ...PLAN], root);
    expect(stdout).toContain("At most: a task and length ends as soon as its verdict is decided.");
  });
});
