import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings.ts";
import type { Trial } from "../../src/record.ts";
import { packageRoot } from "../../src/root.ts";
import { byPostProcessor, doubling, eosAsBos, madeFolder, without } from "../sinks/made-tokenizers.ts";
import { midspan } from "./midspan.ts";
import { startNode } from "./start-midspan.ts";
import { measuredOf, narrow } from "./told.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-sinks-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SERVER = join(packageRoot(), "test/sinks/obeying-server.mjs");
const GOOD = "Follow every instruction to the letter.";
const PLAIN = "You are helpful today and always kind.";

/** A chat server of known behaviour as a process of its own, for as long as `use` runs. */
async function withServer<T>(behaviour: object, use: (url: string) => Promise<T>): Promise<T> {
  const server = startNode([SERVER, JSON.stringify(behaviour)], root);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.process.stdout?.once("data", (text: string) => resolve(text.trim()));
      server.process.once("error", reject);
    });
    return await use(url);
  } finally {
    server.process.kill();
    await server.ended;
  }
}

const asked = (url: string, output: string): readonly string[] => [
  ...["--model", "openai-compatible:tiny", "--base-url", url, "--no-preflight", "--yes", "--quiet"],
  ...["-o", output],
];

describe("midspan sinks audit", () => {
  it("shows many tokenizers in one table of 80 columns, doubled and missing BOS as errors with what they cost", async () => {
    const folders = [doubling, byPostProcessor, without, eosAsBos].map(madeFolder);
    const { code, stdout, stderr } = await midspan(
      ["sinks", "audit", "Hello. Answer in JSON.", "--tokenizer", ...folders, "embedded:reference"],
      root,
    );
    expect(code, stderr).toBe(0);
    narrow(stdout);
    const row = (i: number) =>
      stdout.split("\n").find((line) => line.startsWith(`…${folders[i]?.slice(-21)}`));
    expect(row(0)).toMatch(/BOS\s+text !\s+2x BOS\s+BOS\s+2\s+9$/);
    expect(row(1)).toMatch(/BOS\s+text !\s+BOS\s+<\|user\|> !\s+1\s+8$/);
    expect(row(2)).toMatch(/text\s+text\s+<\|user\|>\s+<\|user\|>\s+1\s+8$/);
    expect(row(3)).toMatch(/EOS\s+text !\s+-\s+-\s+1\s+8$/);
    expect(stdout).toMatch(/ERROR\s+The BOS is doubled/);
    expect(stdout).toMatch(/67\.1\s%\s+with\s+it/);
  });

  it("knows a hosted model's encoding, which has neither BOS nor template", async () => {
    const { code, stdout } = await midspan(
      ["sinks", "audit", "Hello. Answer in JSON.", "-t", "cl100k_base"],
      root,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/user\s+plain\s+text\s+none-by-design\s+0\s+2\s+no\s+6/);
    expect(stdout).toContain("9906 Hello | 13 .");
  });

  it("exits 1 where an expectation does not hold, and says which", async () => {
    const folder = madeFolder(doubling);
    const check = (...flags: readonly string[]) =>
      midspan(["sinks", "audit", "Hello. Answer in JSON.", "-t", folder, ...flags], root);
    expect((await check("--expect", "bos", "--first-instruction-within", "10")).code).toBe(0);
    const late = await check("--first-instruction-within", "9", "--json");
    expect(late.code).toBe(1);
    expect(JSON.parse(late.stdout).checks).toMatchObject([{ holds: false, way: "template-bare" }]);
    const doubled = await check("--expect", "bos", "--way", "template", "plain");
    expect(doubled.code).toBe(1);
    // Wherever the line breaks: the folder's name is as long as it is.
    expect(doubled.stdout.replace(/\s+/g, " ")).toMatch(/FAILS [^,]*, template: Position 0 is bos, 2 times/);
  });

  it("reads the prompt and the system text from files, and gives all of it as JSON", async () => {
    writeFileSync(join(root, "prompt.txt"), "Answer in JSON.\n");
    writeFileSync(join(root, "system.txt"), "Be kind.\n");
    const args = [
      "sinks",
      "audit",
      "prompt.txt",
      "--system",
      "system.txt",
      "-t",
      madeFolder(doubling),
      "--json",
    ];
    const { code, stdout, stderr } = await midspan(args, root);
    expect(code, stderr).toBe(0);
    const { prompt, audits, systemIsStandIn } = JSON.parse(stdout);
    expect(prompt).toEqual({ system: "Be kind.", user: "Answer in JSON." });
    expect(systemIsStandIn).toBe(false);
    expect(audits[0].audits).toHaveLength(12);
  });

  it.each([
    [["  ", "-t", "cl100k_base"], /the prompt is empty/],
    [["Hi.", "-t", "/no/such/folder/here"], /no such tokenizer/],
    [["Hi.", "-t", "cl100k_base", "--expect", "eos"], /--expect is not known; one of bos/],
    [["Hi.", "-t", "cl100k_base", "--instruction", "Answer"], /--instruction is not in the prompt/],
    [["Hi.", "-t", "cl100k_base", "--first-instruction-within", "0"], /1 or more tokens: 0/],
  ] as const)("refuses %j", async (args, message) => {
    const { code, stderr } = await midspan(["sinks", "audit", ...args], root);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("midspan sinks opening", () => {
  it("finds the line that a server obeys, and that its words and its place are why", async () => {
    await withServer({ opening: GOOD, others: 0.3 }, async (url) => {
      const args = ["sinks", "opening", "-p", PLAIN, GOOD, "--length", "512", ...asked(url, "opening")];
      const { code, stdout, stderr } = await midspan(args, root);
      expect(code, stderr).toBe(0);
      narrow(stdout);
      expect(stdout).toMatch(/B is better than A \(60 items\): 100 % right/);
      for (const why of [/in which order its words stand/, /which words they are/, /that it\s+stands first/])
        expect(stdout).toMatch(why);
      const summary = JSON.parse(readFileSync(join(root, "opening/opening.json"), "utf8"));
      const parted = measuredOf(summary.divergence, { arm: "B", against: "A" });
      expect(parted["first difference"]).toMatchObject({ value: 0 });
      expect(parted).not.toHaveProperty("divergence of the next token");
      const page = readFileSync(join(root, "opening/index.html"), "utf8");
      expect(page).toContain("open with B");
      expect(page).toMatch(/How early, and how far.*first word that differs.*logits cannot be seen/s);
      // Its trials are those of any run: shown again, byte for byte.
      const [line] = readFileSync(join(root, "opening/trials.jsonl"), "utf8").split("\n");
      const shown = await midspan(["show", "opening", JSON.parse(line as string).id], root);
      expect(shown.code, shown.stderr).toBe(0);
    });
  });

  it("finds nothing where a server obeys all alike, on items of one's own with repeats", async () => {
    const items = Array.from({ length: 40 }, (_, i) => ({
      id: `q${i}`,
      prompt: `Reply with the single word w${i} and nothing else.`,
      rules: [`is:w${i}`],
    }));
    writeFileSync(join(root, "items.jsonl"), items.map((item) => JSON.stringify(item)).join("\n"));
    await withServer({ opening: "nothing that is said", others: 1 }, async (url) => {
      const args = [
        "sinks",
        "opening",
        "-p",
        PLAIN,
        GOOD,
        "--suite",
        "items.jsonl",
        "--repeats",
        "2",
        "--json",
      ];
      const { code, stdout, stderr } = await midspan([...args, ...asked(url, "own")], root);
      expect(code, stderr).toBe(0);
      const { finding, suite } = JSON.parse(stdout);
      expect(suite).toMatchObject({ items: 40, repeats: 2 });
      const said = finding.rows.find(({ name }: { name: string }) => name === "recommendation");
      expect(said).toMatchObject({ verdict: "equivalent" });
      const repeats = finding.rows.filter(({ name }: { name: string }) => name === "agreement of repeats");
      expect(repeats[0].estimate).toMatchObject({ value: 1, n: 40 });
    });
  });

  it("has items judged by another model: neither yes nor no is in no number and is counted", async () => {
    const items = Array.from({ length: 44 }, (_, i) => ({
      id: `q${i}`,
      prompt: `Describe the harbour town number ${i}.${i < 4 ? " It is a doubtful one." : ""}`,
      judge: "The answer names a harbour.",
    }));
    writeFileSync(join(root, "judged.jsonl"), items.map((item) => JSON.stringify(item)).join("\n"));
    const args = ["sinks", "opening", "-p", PLAIN, GOOD, "--suite", "judged.jsonl"];
    await withServer({ opening: GOOD, others: 0 }, (url) =>
      withServer({ judges: true, doubts: "doubtful" }, async (judgeUrl) => {
        const by = ["--judge", "openai-compatible:referee", "--judge-url", judgeUrl];
        const { code, stdout, stderr } = await midspan([...args, ...by, ...asked(url, "judged")], root);
        expect(code, stderr).toBe(0);
        narrow(stdout);
        expect(stdout).toMatch(/B is better than A \(40 items\): 100 % right against 0 %/);
        expect(stdout).toMatch(/Judged by openai-compatible:referee, yes-no@1:\s+40\s+of\s+the\s+40\s+items/);
        expect(stdout).toMatch(/said\s+neither\s+yes\s+nor\s+no\s+to\s+36\s+answers/);
        expect(stdout).toMatch(/4 items are in no number/);
        const trials = readFileSync(join(root, "judged/trials.jsonl"), "utf8").trim().split("\n");
        const records = trials.map((line) => JSON.parse(line) as Trial);
        const count = (wanted: string) => records.filter(({ status }) => status === wanted).length;
        expect([count("scored"), count("unjudged"), records.length]).toEqual([40 * 9, 4 * 9, 44 * 9]);
        const no = records.find(({ task, score }) => task === "opening:A" && score?.recall === 0);
        expect(no?.generation?.judged).toMatchObject({ said: "no", rubric: "yes-no@1", output: "no" });
        const { finding } = JSON.parse(readFileSync(join(root, "judged/opening.json"), "utf8"));
        for (const { name, group } of (finding as Finding).rows)
          if (["accuracy", "difference", "recommendation"].includes(name))
            expect(group.judgedBy).toBe("openai-compatible:referee, yes-no@1");
        const page = readFileSync(join(root, "judged/index.html"), "utf8");
        expect(page).toMatch(/36 unjudged/);
        for (const file of ["index.html", "charts/opening-lines.svg", "tables/opening-lines.csv"])
          expect(readFileSync(join(root, "judged", file), "utf8"), file).toContain("referee");
        const shown = await midspan(["show", "judged", no?.id ?? ""], root);
        expect(shown.stdout).toMatch(/judged +no \(no\), by openai-compatible:referee, yes-no@1/);
        // All is in the record: nothing is asked again, of neither.
        const again = await midspan([...args, ...by, ...asked(url, "judged")], root);
        expect(again.code, again.stderr).toBe(0);
        expect(readFileSync(join(root, "judged/trials.jsonl"), "utf8").trim().split("\n")).toHaveLength(
          44 * 9,
        );
      }),
    );
  });

  it("fails a trial whose judge does not answer, and never counts it as a miss", async () => {
    writeFileSync(
      join(root, "one.jsonl"),
      '{"prompt": "Describe the harbour town.", "judge": "It is short."}',
    );
    await withServer({ opening: GOOD, others: 1 }, async (url) => {
      const args = ["sinks", "opening", "-p", GOOD, "--suite", "one.jsonl", "--max-failed", "1"];
      const by = ["--judge", "openai-compatible:referee", "--judge-url", url.replace("/v1", "/nowhere")];
      const { stderr } = await midspan([...args, ...by, ...asked(url, "lost")], root);
      expect(stderr).not.toMatch(/fault of midspan/);
      const lines = readFileSync(join(root, "lost/trials.jsonl"), "utf8").trim().split("\n");
      for (const line of lines) {
        const { status, score, error } = JSON.parse(line) as Trial;
        expect(status).toBe("failed");
        expect(score).toBeUndefined();
        expect(error?.message).toMatch(/^the judge openai-compatible:referee: /);
      }
    });
  });

  it("refuses judged items without a judge, a judge without them, and one that reads nothing", async () => {
    writeFileSync(join(root, "rules.jsonl"), '{"prompt": "a", "rules": ["json"]}');
    writeFileSync(join(root, "needs.jsonl"), '{"prompt": "a", "judge": "It is kind."}');
    writeFileSync(join(root, "none.jsonl"), '{"prompt": "a"}');
    const of = async (suite: string, ...flags: readonly string[]) => {
      const args = [
        "sinks",
        "opening",
        "-m",
        "embedded:reference",
        "-p",
        "a",
        "b",
        "--suite",
        suite,
        ...flags,
      ];
      const { code, stderr } = await midspan(args, root);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await of("needs.jsonl")).toMatch(/items with a "judge" need one; --judge MODEL for: 1 items/);
    expect(await of("rules.jsonl", "--judge", "embedded:nope-0")).toMatch(/--judge has nothing to judge/);
    expect(await of("needs.jsonl", "--judge", "simulated:u")).toMatch(/--judge must read what it judges/);
    expect(await of("none.jsonl")).toMatch(/none\.jsonl:1: item; rules, or a criterion for a judge: neither/);
  });

  it("refuses items that break a rule, by their line", async () => {
    writeFileSync(
      join(root, "bad.jsonl"),
      '{"prompt": "a", "rules": ["json"]}\n{"prompt": "b", "rules": ["jsn"]}',
    );
    const args = ["sinks", "opening", "-m", "embedded:reference", "-p", "a", "b", "--suite", "bad.jsonl"];
    const { code, stderr } = await midspan(args, root);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.jsonl:2: rule; one of json/);
  });
});

describe("midspan sinks instruction", () => {
  it("finds the places that a server reads: those near either end", async () => {
    await withServer({ reach: 400 }, async (url) => {
      const args = ["sinks", "instruction", "--lengths", "1k", "--trials", "40", ...asked(url, "places")];
      const { code, stdout, stderr } = await midspan(args, root);
      expect(code, stderr).toBe(0);
      narrow(stdout);
      const { finding } = JSON.parse(readFileSync(join(root, "places/instruction.json"), "utf8"));
      const said = finding.rows.find(({ name }: { name: string }) => name === "recommendation");
      expect(said.verdict).toBe("some worse");
      expect(said.group.place).toBe("system, user-top, above, below, end, both");
      expect(said.sentence).toMatch(/worse are depth-25 0 %, depth-50 0 %, depth-75 0 %/);
    });
  });

  it("refuses an instruction without a rule, and places that there are not", async () => {
    const of = (...flags: readonly string[]) =>
      midspan(["sinks", "instruction", "-m", "embedded:reference", ...flags], root);
    expect((await of("--instruction", "Be brief.")).stderr).toMatch(/needs a rule; --rule json/);
    expect((await of("--places", "middle")).stderr).toMatch(/no such place; one of nowhere, system/);
  });
});

describe("midspan sinks placeholder", () => {
  it("puts texts alone in front of a model on a server, and says so", async () => {
    mkdirSync(join(root, "served"), { recursive: true });
    await withServer({ opening: "never", others: 1 }, async (url) => {
      const args = ["--lengths", "256", "--depths", "0.5", "--trials", "3", "--no-preflight", "--yes"];
      const { code, stderr } = await midspan(
        ["sinks", "placeholder", "-m", "openai-compatible:tiny", "--base-url", url, ...args, "-o", "served"],
        root,
      );
      expect(code, stderr).toBe(0);
      expect(stderr).toMatch(/takes texts alone/);
      const { placeholders, inside } = JSON.parse(
        readFileSync(join(root, "served/placeholder.json"), "utf8"),
      );
      expect(placeholders).toEqual(["nothing", "newlines", "neutral", "random"]);
      expect(inside.rows).toEqual([]);
    });
  });
});

describe("experiments with prompts", () => {
  it("refuse a simulated model, which reads none", async () => {
    for (const args of [["opening", "-p", "a", "b"], ["instruction"], ["placeholder"]]) {
      const { code, stderr } = await midspan(["sinks", ...args, "-m", "simulated:u"], root);
      expect(code).toBe(2);
      expect(stderr).toMatch(/a simulated model reads no prompt/);
    }
  });
});

it("a word that is named like a file and is none is no prompt; claims of one text are refused", async () => {
  const audit = await midspan(["sinks", "audit", "nosuch.txt", "-t", "models/reference"], root);
  expect([audit.code, audit.stderr]).toEqual([2, expect.stringMatching(/no such file; .*: nosuch\.txt/)]);
  const claims = await midspan(["sinks", "claims", "-m", "embedded:rope-0", "--texts", "1"], root);
  expect([claims.code, claims.stderr]).toEqual([
    2,
    expect.stringMatching(/--texts is too small; at least 2: 1/),
  ]);
});
