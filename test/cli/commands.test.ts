import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings.ts";
import type { Manifest, Trial } from "../../src/record.ts";
import { type Ended, midspan } from "./midspan.ts";
import { runMidspan } from "./start-midspan.ts";

const SIZE = ["--task", "needle", "--lengths", "256,512", "--depths", "6", "--trials", "4"];
const PLAN = ["--model", "simulated:u", "simulated:edge=1,middle=1", ...SIZE];
const TRIALS = 2 * 4 * (2 * 6 + 2);

// Each case starts processes; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let root = "";
let first: Ended;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-commands-"));
  first = await midspan(["run", ...PLAN, "-o", "run"], root);
});
afterAll(() => rm(root, { recursive: true }));

async function trialsOf(folder: string): Promise<readonly Trial[]> {
  const text = await readFile(join(root, folder, "trials.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Trial);
}

describe("midspan run", () => {
  it("shows progress on stderr, map, verdicts and path on stdout", () => {
    expect(first.code).toBe(0);
    expect(first.stderr).toContain(
      `2 models × 1 task × 2 lengths × 6 depths × 4 documents: ${TRIALS} trials -> run`,
    );
    expect(first.stderr).toMatch(
      new RegExp(`edge=1,middle=1 · ${TRIALS / 2}/${TRIALS / 2} · .*recall 1\\.00 · .* in all`),
    );
    expect(first.stdout).toMatch(/depth %\s+0\s+20\s+40/);
    expect(first.stdout).toMatch(/simulated:u \(simulated\): /);
    expect(first.stdout).toMatch(
      new RegExp(`${TRIALS} trials: ${TRIALS} scored\\.\nReport: run/index\\.html\n$`),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
    expect(first.stdout + first.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it("leaves the files of the contract", async () => {
    const files = await readdir(join(root, "run"));
    const promised = [
      "findings.json",
      "index.html",
      "manifest.json",
      "recall.csv",
      "summary.md",
      "trials.jsonl",
    ];
    expect(files).toEqual(expect.arrayContaining([...promised, "charts", "trials.parquet"]));
    expect(files.filter((name) => name.startsWith("."))).toEqual([]);
    const manifest = JSON.parse(await readFile(join(root, "run", "manifest.json"), "utf8")) as Manifest;
    expect(manifest.command).toBe(`midspan run ${PLAN.join(" ")} -o run`);
    expect(manifest.endedAt).toBeDefined();
    expect(manifest.plan).toMatchObject({ lengths: [256, 512], trials: 4, seed: 1, baselines: true });
  });

  it("again: asks nothing and shows the report again", async () => {
    const before = await readFile(join(root, "run", "trials.jsonl"));
    const { code, stdout, stderr } = await midspan(["run", ...PLAN, "-o", "run"], root);
    expect(code).toBe(0);
    expect(stderr).toContain(`${TRIALS} of them recorded`);
    expect(stdout).toBe(first.stdout);
    expect(await readFile(join(root, "run", "trials.jsonl"))).toEqual(before);
  });

  it("refuses another plan in the folder, and names the difference", async () => {
    const { code, stderr } = await midspan(["run", ...PLAN, "--seed", "2", "-o", "run"], root);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /run folder holds another plan; .*: run \(seed: 1 there, 2 asked\)\n\s+Run into another/,
    );
    expect(await trialsOf("run")).toHaveLength(TRIALS);
  });

  it("names a damaged line by its number and runs its trial again", async () => {
    await midspan(["merge", "run", "-o", "damaged"], root);
    const file = join(root, "damaged", "trials.jsonl");
    const lines = (await readFile(file, "utf8")).split("\n");
    const lost = JSON.parse(lines[6]!) as Trial;
    lines[6] = lines[6]!.slice(0, 100);
    await writeFile(file, lines.join("\n"));
    const { code, stderr, stdout } = await midspan(
      ["run", ...PLAN, "-o", "damaged", "--no-report", "--json"],
      root,
    );
    expect(code).toBe(0);
    expect(stderr).toContain("line 7 of trials.jsonl is damaged; its trial runs again");
    expect(stderr).toContain(`${TRIALS - 1} of them recorded`);
    const whole = (await readFile(file, "utf8")).trimEnd().split("\n");
    const { startedAt: _, ...again } = JSON.parse(whole.at(-1)!) as Trial;
    expect(lost).toMatchObject(again);
    expect(JSON.parse(stdout).counts).toEqual({ scored: TRIALS });
  });

  it("with --json prints JSON and nothing else, with --quiet no progress", async () => {
    const { stdout, stderr } = await midspan(
      ["run", ...PLAN, "-o", "run", "--json", "--quiet", "--no-report"],
      root,
    );
    const result = JSON.parse(stdout) as { findings: Finding[]; report: string | null };
    expect(result.findings.map(({ name }) => name)).toContain("middle-gap");
    expect(result.report).toBeNull();
    expect(stderr).toBe("");
  });

  it("reads a sweep from a file, and flags go over it", async () => {
    const sweep =
      "models: [simulated:flat]\ntasks: [{name: needle, factors: {distractors: 2}}]\nlengths: 1k\ntrials: 50\n";
    await writeFile(join(root, "sweep.yaml"), sweep);
    const args = [
      "run",
      "sweep.yaml",
      "--trials",
      "1",
      "--lengths",
      "256",
      "--depths",
      "0,1",
      "--no-baselines",
    ];
    const { code, stdout } = await midspan([...args, "--json", "--no-report"], root);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).counts).toEqual({ scored: 2 });
    const [folder] = await readdir(join(root, "reports"));
    expect(folder).toMatch(/^simulated-flat-[0-9a-f]{8}$/);
    const [trial] = await trialsOf(join("reports", folder!));
    expect(trial?.cell).toMatchObject({ contextLength: 256, depth: 1, factors: { distractors: 2 } });
  });

  it("stops with exit 4 when too many trials fail", async () => {
    const args = [
      "run",
      "--model",
      "replay:run#simulated:u",
      "--task",
      "needle",
      "--lengths",
      "256",
      "--trials",
      "6",
      "--depths",
      "10",
    ];
    const { code, stdout, stderr } = await midspan([...args, "-o", "failing"], root);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(
      /too many trials of replay:run#simulated:u failed; .*: failing\n\s+the last: model-unavailable: no recorded answer; /,
    );
    const statuses = (await trialsOf("failing")).map(({ status }) => status);
    expect(statuses).toContain("failed");
  });
});

describe("midspan report", () => {
  it("rebuilds every file from the record alone", async () => {
    await cp(join(root, "run"), join(root, "copy"), { recursive: true });
    const { code, stdout } = await midspan(["report", "copy"], root);
    expect(code).toBe(0);
    expect(stdout).toBe(first.stdout.replace("run/index.html", "copy/index.html"));
    for (const name of ["findings.json", "recall.csv", "charts/heat-map.svg", "index.html"])
      expect(await readFile(join(root, "copy", name), "utf8")).toBe(
        await readFile(join(root, "run", name), "utf8"),
      );
  });

  it("puts runs side by side, and tells apart models that stand in both", async () => {
    const { code, stdout } = await midspan(["report", "run", "copy", "-o", "both"], root);
    expect(code).toBe(0);
    for (const folder of ["run", "copy"]) expect(stdout).toContain(`simulated:u (${folder})`);
    expect(stdout).toContain(`${2 * TRIALS} trials`);
  });
});

describe("midspan show", () => {
  it("rebuilds the prompt that was sent, and proves it", async () => {
    const trial = (await trialsOf("run")).find(
      ({ cell }) => cell.factors.arm === "context" && cell.depth === 0.4,
    )!;
    const { code, stdout } = await midspan(["show", "run", trial.id.slice(0, 12)], root);
    expect(code).toBe(0);
    expect(stdout).toContain(`sha256    ${trial.promptSha256} = what was sent`);
    expect(stdout).toMatch(/⟦[^⟧]+⟧/);
    expect(stdout).toContain(`answer    ${trial.output}`);
    const json = JSON.parse((await midspan(["show", "run", trial.id, "--json"], root)).stdout);
    const { messages, answerPrefix } = json.sample;
    const canonical = `{${answerPrefix === undefined ? "" : `"answerPrefix":${JSON.stringify(answerPrefix)},`}"messages":[${(
      messages as { role: string; content: string }[]
    )
      .map(({ role, content }) => `{"content":${JSON.stringify(content)},"role":${JSON.stringify(role)}}`)
      .join(",")}]}`;
    expect(createHash("sha256").update(canonical).digest("hex")).toBe(trial.promptSha256);
    const [gold] = json.sample.gold;
    const text = messages.at(-1).content as string;
    expect(text.slice(gold.start, gold.end)).toContain(json.sample.needles[0].answers[0]);
  });

  it("says when the prompt is not the one that was sent", async () => {
    await cp(join(root, "run"), join(root, "forged"), { recursive: true });
    const file = join(root, "forged", "trials.jsonl");
    const [line = ""] = (await readFile(file, "utf8")).split("\n");
    const trial = JSON.parse(line) as Trial;
    await writeFile(file, `${JSON.stringify({ ...trial, promptSha256: "0".repeat(64) })}\n`);
    const { code, stderr } = await midspan(["show", "forged", trial.id], root);
    expect(code).toBe(1);
    expect(stderr).toMatch(/not the prompt that was sent; 0{64}: [0-9a-f]{64}/);
  });

  it("obeys nothing that a model wrote", async () => {
    await cp(join(root, "run"), join(root, "hostile"), { recursive: true });
    const file = join(root, "hostile", "trials.jsonl");
    const [line = ""] = (await readFile(file, "utf8")).split("\n");
    const trial = JSON.parse(line) as Trial;
    await writeFile(
      file,
      `${JSON.stringify({ ...trial, output: "\u001b[2J\u001b]0;owned\u0007\u202edog" })}\n`,
    );
    const { stdout } = await midspan(["show", "hostile", trial.id], root);
    expect(stdout).toContain("owned");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
    expect(stdout).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe("midspan plan", () => {
  it("counts prompts and tokens, says what could be seen, and makes nothing", async () => {
    const before = await readdir(root);
    const [planned, dry] = await Promise.all([
      midspan(["plan", ...PLAN, "-o", "planned", "--json"], root),
      midspan(["run", ...PLAN, "--trials", "1", "--dry-run"], root),
    ]);
    const { code, stdout } = planned;
    expect(code).toBe(0);
    const { lines, smallestMiddleGap } = JSON.parse(stdout) as {
      lines: { model: string; length: number; prompts: number; promptTokens: number }[];
      smallestMiddleGap: number;
    };
    const sent = await trialsOf("run");
    for (const { model, length, prompts, promptTokens } of lines) {
      const own = sent.filter((trial) => trial.model === model && trial.cell.contextLength === length);
      expect(prompts).toBe(own.length);
      expect(promptTokens).toBe(own.reduce((sum, { actual }) => sum + actual.tokens, 0));
    }
    expect(smallestMiddleGap).toBeGreaterThan(0.1);
    expect(smallestMiddleGap).toBeLessThan(1);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toMatch(/Nothing was asked of a model\.\n$/);
    expect(await readdir(root)).toEqual(before);
  });
});

describe("midspan check", () => {
  it("holds or fails, with the numbers", async () => {
    const holds = await midspan(["check", "run", "--min-recall", "0.3", "--max-middle-gap", "0.95"], root);
    expect(holds.code).toBe(0);
    expect(holds.stdout.match(/^holds /gm)).toHaveLength(8);
    const fails = await midspan(
      ["check", "run", "--min-recall", "0.99", "--min-length", "256", "--json"],
      root,
    );
    expect(fails.code).toBe(1);
    const { checks } = JSON.parse(fails.stdout) as { checks: { what: string; holds: boolean }[] };
    for (const { what, holds } of checks) expect(holds).toBe(what.startsWith("simulated:edge"));
    expect(checks).toHaveLength(6);
  });
});

describe("the small commands", () => {
  it("list every registry", async () => {
    const registries = [
      ["tasks", "needle"],
      ["models", "embedded"],
      ["haystacks", "town-gazette"],
      ["needles", "invented"],
      ["analyses", "middle-gap"],
      ["charts", "heat-map"],
    ] as const;
    await Promise.all(
      registries.map(async ([what, name]) => {
        const { code, stdout } = await midspan(["list", what, "--json"], root);
        expect(code).toBe(0);
        expect((JSON.parse(stdout) as { name: string }[]).map((entry) => entry.name)).toContain(name);
      }),
    );
  });

  it("doctor says whether a model can be measured", async () => {
    const { code, stdout } = await midspan(
      ["doctor", "--model", "simulated:edge=1,middle=1", "--json"],
      root,
    );
    expect(code).toBe(0);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string }[] };
    expect(checks.map(({ status }) => status)).not.toContain("failed");
    expect(checks.at(-1)).toMatchObject({ name: "end of the prompt", status: "ok" });
  });

  it("say the version", async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(await runMidspan(["--version"], root)).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });
});
