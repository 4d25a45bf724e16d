import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { parseTrialLine } from "../../src/run/trial-line.ts";
import { brief, fixture, imported } from "./imported.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-formats-"));

/** A file of its own, of text or of a value as JSON. */
const put = async (name: string, content: string | object): Promise<string> => {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

/** Expectations are worked out by hand from the fixtures. */
describe("needlehaystack-v1", () => {
  it("takes (score - 1) / 9 for recall, and the share of the needle's words for ours", async () => {
    const { trials, met } = await imported("needlehaystack-v1", [fixture("v1")]);
    // Content words: best use rainy day brackwater bake seed bread watch ferry mill = 11. "Bake seed bread.": 3.
    // "Bake seed bread and watch the ferry from the mill.": 6. The first answer lacks best and use: 9.
    expect(brief(trials)).toEqual([
      "Lark_Original needle 4000 @0.000: 1.000, published 10, ours -",
      "Lark_Original needle 4000 @0.500: 0.222, published 3, ours -",
      "Lark_Original needle 4000 @1.000: 0.667, published 7, ours -",
      "lark-2.1 needle 1000 @0.000: 1.000, published 10, ours 0.818",
      "lark-2.1 needle 1000 @1.000: 1.000, published 10, ours 0.545",
      "lark-2.1 needle 1000 @0.500: 0.444, published 5, ours 0.273",
      "lark-2.1 needle 2000 @0.113: 0.000, published 1, ours 0.000",
    ]);
    expect(met.refusals.map(({ record, rule }) => `${record}: ${rule}`)).toEqual([
      "4: depth_percent; must be a number from 0 to 100: 140",
      "5: score; must be a number from 1 to 10: none",
    ]);
    // One needle in one text: depths of a pass pair, another pass is another document.
    const seeds = trials.map(({ cell }) => cell.seed);
    expect(new Set(seeds.slice(3, 6)).size).toBe(1);
    expect(seeds[6]).not.toBe(seeds[3]);
  });

  it("lets our score count where that is asked", async () => {
    const { trials } = await imported("needlehaystack-v1", [fixture("v1")], { stands: "ours" });
    expect(trials.map(({ score }) => Number(score?.recall.toFixed(3)))).toEqual([
      1, 0.222, 0.667, 0.818, 0.545, 0.273, 0,
    ]);
  });
});

describe("needlehaystack-v2", () => {
  it("scores again, chains without their start; keeps realised length, depths and usage", async () => {
    const { trials, met } = await imported("needlehaystack-v2", [fixture("v2")]);
    expect(brief(trials)).toEqual([
      "lark-3 needle 1000 @0.500: 1.000, published 1, ours 1.000",
      "lark-3 needle 1000 @0.000: 0.000, published 0, ours 0.000",
      "lark-3 uuid-chain 1000 @0.500: 0.667, published 0.75, ours 0.667",
      "lark-3 multi-needle 1000 @0.500: 0.667, published 0.6666666666666666, ours 0.667",
      "lark-3 needle 1000 @0.500: failed",
    ]);
    expect(trials[0]?.actual).toEqual({
      tokens: 1012,
      goldDepths: [0.48],
      tokenizer: "as recorded by needlehaystack-v2",
    });
    expect(trials[0]?.generation).toMatchObject({ promptTokens: 1100, outputTokens: 7 });
    expect(trials[3]?.actual.goldDepths).toEqual([0.1, 0.4, 0.7]);
    expect(trials[3]?.score?.found).toEqual([true, false, true]);
    expect(trials[4]?.error?.message).toBe("boom");
    expect(met.refusals).toMatchObject([{ line: 6, rule: expect.stringMatching(/must be JSON/) }]);
  });
});

describe("multi-needle", () => {
  it("makes each needle a trial at its own depth, those of a run one document", async () => {
    const { trials, met } = await imported("multi-needle", [fixture("multi")]);
    // Two needles from 5 % on: 5 and 5 + 95 / 2 = 52.5, at any length.
    expect(brief(trials)).toEqual([
      "lark-opus-1 multi-needle, 2 needles 120000 @0.050: 0.000, published false, ours -",
      "lark-opus-1 multi-needle, 2 needles 120000 @0.525: 1.000, published true, ours -",
      "lark-opus-1 multi-needle, 2 needles 1000 @0.050: 1.000, published true, ours -",
      "lark-opus-1 multi-needle, 2 needles 1000 @0.525: 1.000, published true, ours -",
      "lark-opus-1 needle 120000 @0.500: 1.000, published true, ours -",
    ]);
    expect(trials.map(({ actual }) => actual.goldDepths[0]?.toFixed(4))).toEqual([
      "0.0498",
      "0.5240",
      "0.0260",
      "0.5110",
      "0.4996",
    ]);
    expect(trials[0]?.cell.seed).toBe(trials[1]?.cell.seed);
    expect(trials[0]?.cell.seed).not.toBe(trials[2]?.cell.seed);
    expect(met.refused).toBe(1);
  });

  it("knows the asked depth of a needle by its own, where rows are sorted", async () => {
    const row = (needle: string, length: number, depth: number): string =>
      `1000-5--owl--set--${length},${needle},${depth},${length},TRUE,3`;
    const rows = [1000, 9000].flatMap((length) => [
      row("apple", length, 4.9),
      row("bread", length, 36.5),
      row("cheese", length, 68.3),
    ]);
    const head = "run name,needle,insertion %,context size,retrieved_needles_check,total_needles";
    const read = async (lines: readonly string[]): Promise<readonly string[]> => {
      const path = await put("needles.csv", `${[head, ...lines].join("\n")}\n`);
      const { trials } = await imported("multi-needle", [path]);
      return trials.map(({ source, cell }) => `${source?.answers?.[0]} ${cell.depth}`);
    };
    const depths = ["apple 0.05", "bread 0.3667", "cheese 0.6833"];
    expect(await read(rows)).toEqual([...depths, ...depths]);
    const byNeedle = depths.flatMap((one) => [one, one]);
    expect(
      await read(rows.toSorted((a, b) => ((a.split(",")[1] ?? "") < (b.split(",")[1] ?? "") ? -1 : 1))),
    ).toEqual(byNeedle);
    expect(await read(rows.slice(0, 3).reverse())).toEqual(depths.toReversed());
  });
});

describe("litm-predictions", () => {
  it("finds the gold document, also where documents were shuffled; pairs by question", async () => {
    const { trials, met } = await imported("litm-predictions", [fixture("litm")]);
    expect(brief(trials)).toEqual([
      "wren-13b kv-retrieval 220 @0.333: 1.000",
      "wren-13b kv-retrieval 220 @1.000: 0.000",
      "wren-13b multi-document-qa 1000 @0.000: 1.000, first line 0",
      "wren-13b multi-document-qa 1000 @0.500: 1.000, first line 1",
      "wren-13b multi-document-qa 1000 @1.000: 0.000, first line 0",
      "wren-13b multi-document-qa 1000 @0.750: failed",
      "wren-13b multi-document-qa closed-book 0 @0.000: 1.000, first line 1",
    ]);
    expect(trials[0]?.actual).toMatchObject({ documents: 4, estimated: true });
    expect(new Set(trials.slice(2, 6).map(({ cell }) => cell.seed)).size).toBe(1);
    expect(met.refusals).toMatchObject([{ line: 5, rule: expect.stringMatching(/isgold/) }]);
  });
});

describe("litm-2026", () => {
  it("scores again, and keeps the first-line score that no longer can be; joins baselines by folder", async () => {
    const { trials, met } = await imported("litm-2026", [fixture("litm-2026")]);
    expect(brief(trials)).toEqual([
      "lark:lark-2 multi-document-qa 2000 @0.000: 1.000, first line 1, published 1, ours 1.000",
      "lark:lark-2 multi-document-qa 2000 @0.444: 1.000, first line 0, published 1, ours 1.000",
      "lark:lark-2 multi-document-qa 2000 @1.000: 0.000, first line 0, published 1, ours 0.000",
      "lark:lark-2 multi-document-qa 2000 @1.000: failed",
      "wren-1 multi-document-qa 2000 @1.000: 1.000, first line 1, published 1, ours 1.000",
      "lark:lark-2 multi-document-qa oracle 200 @0.000: 1.000, first line 1, published 1, ours 1.000",
      "lark:lark-2 multi-document-qa closed-book 0 @0.000: 0.000, first line 0, published 0, ours 0.000",
    ]);
    const named = "litm-2026/results/lark_lark-2/qa_";
    const files = ["baselines", "10docs"].map((kind) =>
      fixture(`${named}${kind}_lark_lark-2_per_example.csv`),
    );
    // Whatever the order in which they are named.
    const other = await imported("litm-2026", files);
    expect(new Set(other.trials.map(({ model }) => model))).toEqual(new Set(["lark:lark-2"]));
    expect(trials[0]?.source?.answers).toEqual(["Osmer", "the town of Osmer"]);
    // The answer of line 4 goes on in line 5.
    expect(met.refusals.map(({ line, rule }) => `${line}: ${rule}`)).toEqual([
      "7: gold_index; must be a number from 0 to 9: 12",
      "8: fields; must be 9 as in the line of names: 10",
    ]);
    expect(met.passedOver).toEqual(["litm-2026/results/wren-1/qa_10docs_wren-1_summary.csv"]);
    expect(trials[4]?.cell.seed).toBe(trials[0]?.cell.seed);
  });
});

describe("infinitebench", () => {
  it("scores by task, and tells the depth of a passkey by the number of its row", async () => {
    const { trials, met } = await imported("infinitebench", [fixture("infinitebench")]);
    // Row 295 is of the 30th place of 59: 29 / 58; row 589 of the last; row 11 of the second: 1 / 58.
    expect(brief(trials)).toEqual([
      "heron passkey 122400 @0.000: 1.000",
      "heron passkey 122400 @0.500: 0.000",
      "heron passkey 122400 @1.000: failed",
      "heron passkey 122400 @0.017: 0.000",
      "kite kv-retrieval 89900 @?: 1.000",
      "kite kv-retrieval 89900 @?: 0.000",
      "kite passkey 122400 @0.000: 1.000",
      "kite passkey 122400 @0.500: 1.000",
      "kite passkey 122400 @1.000: 1.000",
      "kite passkey 122400 @0.017: 1.000",
    ]);
    expect(met.passedOver).toEqual(["infinitebench/results/kite/preds_longbook_qa_eng.jsonl"]);
    const seeds = trials.map(({ cell }) => cell.seed);
    expect(seeds[0]).toBe(seeds[6]);
    expect(seeds[0]).not.toBe(seeds[1]);
  });
});

describe("babilong", () => {
  it("reads task, length and settings from the name, the model from the folders; knows no depth", async () => {
    const { trials, met } = await imported("babilong", [fixture("babilong")]);
    const series = "finch-labs/Finch-7B babilong-qa1 (instruction, examples, post_prompt)";
    expect(brief(trials)).toEqual([
      `${series} oracle 0 @?: 1.000`,
      `${series} oracle 0 @?: 0.000`,
      "finch-labs/Finch-7B babilong-qa1 (bare) 16000 @?: 0.000",
      `${series} 16000 @?: 1.000`,
      `${series} 16000 @?: 0.000`,
      `${series} 16000 @?: 1.000`,
    ]);
    expect(met.refusals).toMatchObject([{ line: 5, rule: "target; must be a label: none" }]);
    expect(met.passedOver).toHaveLength(1);
  });
});

describe("needlestack", () => {
  it("takes the panel's verdicts; a trial without one is none", async () => {
    const { trials } = await imported("needlestack", [fixture("needlestack")]);
    // Positions 120 and 11,760: 1 % and 98 % of 12,000.
    expect(brief(trials)).toEqual([
      "owl-1 needle-in-needles 12000 @0.010: 1.000, published true, ours 1.000",
      "owl-1 needle-in-needles 12000 @0.010: 1.000, published true, ours 0.000",
      "owl-1 needle-in-needles 12000 @0.980: 0.000, published false, ours 1.000",
      "owl-1 needle-in-needles 12000 @0.980: failed",
    ]);
    expect(new Set(trials.map(({ cell }) => cell.seed)).size).toBe(1);
    expect(trials[0]?.source?.question).toBe("Who milked the goat?");
  });

  const location = (position: unknown, ...trials: readonly object[]) => ({
    location_token_position: position,
    question_result_list: [{ question: { id: 7, question: "Who?", answer: "Ann" }, trial_results: trials }],
  });
  const good = { passed: true, generated_answer: "Ann" };

  it("leaves out the answers that do not fit, and no others", async () => {
    const file = {
      model_name: "owl-1",
      location_list: [
        location(100, good, { passed: "perhaps", generated_answer: "Ann" }, good),
        location(null, good, good),
        { location_token_position: 9800, question_result_list: [{ question: null, trial_results: [good] }] },
        location(9800, { passed: false, generated_answer: null }, { passed: false, generated_answer: "" }),
      ],
    };
    const { trials, met } = await imported("needlestack", [await put("owl_full_results.json", file)]);
    expect(brief(trials)).toEqual([
      "owl-1 needle-in-needles 10000 @0.010: 1.000, published true, ours 1.000",
      "owl-1 needle-in-needles 10000 @0.010: 1.000, published true, ours 1.000",
      // Nothing came back, however it is written.
      "owl-1 needle-in-needles 10000 @0.980: failed",
      "owl-1 needle-in-needles 10000 @0.980: failed",
    ]);
    expect(met.refusals.map(({ rule }) => rule)).toEqual([
      "location 1, question 1, trial 2: passed; must be true or false: perhaps",
      "location 2, question 1, trial 1: location_token_position; must be a number from 0 to 1000000000: none",
      "location 2, question 1, trial 2: location_token_position; must be a number from 0 to 1000000000: none",
      "location 3, question 1, trial 1: question; must be a record: none",
    ]);
  });

  it("takes no length below its locations, and knows repeated needles by the folder where the file does not say", async () => {
    const file = { model_name: "owl-1", location_list: [location(100, good), location(9800, good)] };
    const path = await put("110k_repeat_limerick_100x/owl_full_results.json", file);
    await expect(imported("needlestack", [path], { length: 5000 })).rejects.toMatchObject({
      code: "usage",
      message: "--length; at least the last location, 9800 tokens: 5000",
    });
    expect((await imported("needlestack", [path])).trials[0]?.task).toBe(
      "needle-in-needles, needle 100 times",
    );
  });
});

describe("context-rot", () => {
  it("takes the judge's verdict in any case, and the length that was not overwritten", async () => {
    const { trials, met } = await imported("context-rot", [fixture("context-rot")]);
    // Content words: friend mill baked seed bread every week = 7.
    expect(brief(trials)).toEqual([
      "lark_4 needle 500 @0.000: 1.000, published true, ours 1.000",
      "lark_4 needle 500 @0.500: 1.000, published True, ours 0.143",
      "lark_4 needle 500 @1.000: 0.000, published FALSE, ours 0.000",
      "lark_4 needle 1000 @0.000: failed",
      "lark_4 needle 1000 @0.500: failed",
    ]);
    expect(trials.slice(3).map(({ error }) => error?.message)).toEqual([
      "ERROR: timed out",
      "no verdict is recorded",
    ]);
    expect(met.refusals).toMatchObject([
      { line: 7, rule: "llm_judge_output; must be true or false: perhaps" },
    ]);
  });
});

describe("ruler", () => {
  it("takes the share of references, the length from the path, the depth from the token", async () => {
    const { trials } = await imported("ruler", [fixture("ruler")]);
    expect(brief(trials)).toEqual([
      "owl-8b niah_multivalue 4096 @0.250: 0.500",
      "owl-8b niah_multivalue 4096 @1.000: 1.000",
      "owl-8b niah_multivalue 4096 @?: 0.000",
      "owl-8b qa_1 4096 @?: 1.000",
    ]);
    expect(trials[0]?.actual).toEqual({ tokens: 4000, goldDepths: [0.25], tokenizer: "not recorded" });
  });

  it("takes no question for a prediction, passes over files of questions, lets the path go before --length", async () => {
    const question = { index: 0, outputs: ["7"], length: 4000, input: "..." };
    await put("ruler/owl-8b/synthetic/4096/data/vt/validation.jsonl", question);
    await put("ruler/owl-8b/synthetic/4096/pred/qa_1.jsonl", question);
    await put("ruler/owl-8b/synthetic/4096/pred/vt.jsonl", { ...question, pred: "7" });
    const { trials, met } = await imported("ruler", [join(root, "ruler")], { length: 8192, model: "wren" });
    expect(brief(trials)).toEqual(["wren vt 4096 @?: 1.000"]);
    expect(met.refusals).toMatchObject([{ rule: "pred; must be there: none" }]);
    expect(met.passedOver).toEqual(["ruler/owl-8b/synthetic/4096/data/vt/validation.jsonl"]);
  });
});

describe("generic", () => {
  it("reads a column found by itself as it is named, and pairs by question where rows are numbered", async () => {
    const rows = [0, 1, 50].map((depth, i) => `${i},owl,1000,${depth},1,Who?\n`);
    const path = await put(
      "percent.csv",
      `id,model,context_length,depth_percent,correct,question\n${rows.join("")}`,
    );
    const { trials } = await imported("generic", [path]);
    expect(trials.map(({ cell }) => cell.depth)).toEqual([0, 0.01, 0.5]);
    expect(new Set(trials.map(({ cell }) => cell.seed)).size).toBe(1);
  });

  it("pairs no rows of which nothing says what they ask", async () => {
    const rows = [0, 0.5, 1].flatMap((depth) => [`${depth},1000,1\n`, `${depth},1000,0\n`]);
    const path = await put("unsaid.csv", `depth,length,score\n${rows.join("")}`);
    const seeds = async (path: string) =>
      new Set((await imported("generic", [path])).trials.map((one) => one.cell.seed));
    expect((await seeds(path)).size).toBe(6);
    const asked = rows.map((row, i) => row.replace("\n", `,q${i % 2}\n`));
    const said = await put("said.csv", `depth,length,score,question_id\n${asked.join("")}`);
    expect((await seeds(said)).size).toBe(2);
  });

  it("takes the model of a row before the user's, and that before the file's name", async () => {
    const path = await put("named.csv", "model,length,depth,score\nowl,1000,0,1\n,1000,0.5,1\n");
    const models = async (model?: string) =>
      (await imported("generic", [path], model === undefined ? {} : { model })).trials.map(
        (one) => one.model,
      );
    expect(await models("wren")).toEqual(["owl", "wren"]);
    expect(await models()).toEqual(["owl", "named"]);
  });

  it("takes columns by name, percent by name, scores by range, statuses by word", async () => {
    const columns = {
      model: "llm",
      depth: "pos %",
      length: "ctx",
      score: "grade",
      output: "says",
      status: "end",
    };
    const { trials, met } = await imported("generic", [fixture("generic/results.tsv")], {
      columns,
      scoreRange: [1, 5],
    });
    expect(brief(trials)).toEqual([
      "owl imported 512 @0.000: 1.000, published 5, ours -",
      "owl imported 512 @0.500: 0.000, published 1, ours -",
      "owl imported 512 @1.000: failed",
      "owl imported 512 @1.000: refused",
    ]);
    expect(met.refusals).toMatchObject([{ line: 6, rule: "length; must be a number: many" }]);
  });

  it("finds common columns itself, and depth by gold index", async () => {
    const path = fixture("generic/answers.jsonl");
    await expect(imported("generic", [path])).rejects.toThrow(/depths look like percent; .*: 25/);
    const { trials, met } = await imported("generic", [path], { depthUnit: "share" });
    expect(brief(trials)).toEqual([
      "owl imported 600 @0.000: 1.000, first line 1",
      "owl imported 600 @0.500: truncated",
      "owl imported 600 @0.250: 1.000, published yes, ours -",
    ]);
    expect(met.refusals).toMatchObject([{ rule: "depth; must be a share from 0 to 1: 25" }]);
    const again = await imported("generic", [fixture("generic/answers.jsonl")], { depthUnit: "percent" });
    expect(again.met.refused).toBe(0);
  });

  it("refuses a column of ours that is none", async () => {
    const given = imported("generic", [fixture("generic/answers.jsonl")], { columns: { deep: "x" } });
    await expect(given).rejects.toMatchObject({ code: "usage", message: expect.stringMatching(/: deep$/) });
  });
});

describe("every format", () => {
  const folders: Readonly<Record<string, string>> = {
    "needlehaystack-v1": "v1",
    "needlehaystack-v2": "v2",
    "multi-needle": "multi",
    "litm-predictions": "litm",
    generic: "generic/answers.jsonl",
  };

  it.each(importers.map(({ name }) => name))(
    "%s gives sound trials, the same each time, no id twice",
    async (name) => {
      const path = fixture(folders[name] ?? name);
      const { trials, met } = await imported(name, [path], { depthUnit: "share" });
      for (const trial of trials) expect(parseTrialLine(JSON.stringify(trial))).toEqual(trial);
      expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length);
      for (const { sha256, rows } of met.files) {
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(rows).toBeGreaterThan(0);
      }
      expect((await imported(name, [path], { depthUnit: "share" })).trials).toEqual(trials);
    },
  );
});
