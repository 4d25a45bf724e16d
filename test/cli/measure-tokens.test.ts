import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countBy } from "../../src/cli/count-by.ts";
import { measureTokens } from "../../src/cli/measure-tokens.ts";
import { MidspanError } from "../../src/errors.ts";
import { describeSweep } from "../../src/run/describe.ts";
import { writeManifest } from "../../src/run/manifest.ts";
import type { Sweep } from "../../src/run/sweep.ts";
import { charactersTokenizer } from "../../src/tokenizers/characters.ts";
import type { Generation, Haystack, Model, Sample } from "../../src/types.ts";
import { echoModel, echoSweep, echoTask, said } from "../run/stand-ins.ts";

const gulls: Haystack = {
  name: "gulls",
  version: "1",
  *segments() {
    for (let i = 0; i < 1000; i++)
      yield { kind: "filler", lead: " ", text: `On day ${i} the gulls came back to the shingle.` };
  },
};

/** Thousandths of a character. */
const WEIGH = charactersTokenizer(0.001);

/** A model whose tokenizer nobody knows; its server takes `perToken` characters for a token. */
function guessed(perToken: number, changes: Partial<Model> = {}) {
  const asked: Sample[] = [];
  const report = (sample: Sample): Generation => {
    asked.push(sample);
    const text = sample.messages[0]?.content ?? "";
    return { ...said("yes"), promptTokens: Math.floor(WEIGH.count(text) / 1000 / perToken) + 8 };
  };
  const model = echoModel({
    id: "server:model",
    simulated: false,
    tokenizer: charactersTokenizer(4),
    generate: async (sample) => report(sample),
    ...changes,
  });
  return { asked, model };
}

const sweepOf = (model: Model, changes: Partial<Sweep> = {}): Sweep =>
  echoSweep({ models: [model], haystack: gulls, lengths: [256, 4096], ...changes });

async function calibrated(sweep: Sweep, { tokenizer, folder = newFolder() }: Record<string, string> = {}) {
  const said: string[] = [];
  const settings = { timeoutS: 5, ...(tokenizer === undefined ? {} : { tokenizer }) };
  const { models } = await measureTokens(sweep, settings, folder, {
    say: (line) => said.push(line),
  });
  return { ids: models.map((model) => model.tokenizer.id), said: said.join("\n"), models };
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), "midspan-measure-"));

it("measures the characters of a token on one probe of the run's own text", async () => {
  const { asked, model } = guessed(2.5);
  const { ids, said, models } = await calibrated(sweepOf(model));
  expect(ids).toEqual(["characters:2.5"]);
  expect(models[0]?.tokenizer.exact).toBe(false);
  expect(said).toMatch(
    /^midspan: lengths are estimated for server:model: 2\.5 characters a token \(one probe: [\d,]+ characters, [\d,]+ tokens\)$/,
  );
  // The second is a third of the first, to see that a long text was not cut.
  expect(asked).toHaveLength(2);
  const [probe] = asked;
  expect(probe?.messages[0]?.content).toContain("On day 12 the gulls came back to the shingle.");
  expect(probe?.promptTokens).toBeGreaterThan(1400);
  expect(probe?.promptTokens).toBeLessThan(1560);
});

it("measures nothing on a server that cuts the probe: its window would pass for the size of a token", async () => {
  const cut = guessed(4);
  const generate: Model["generate"] = async (sample, options) => {
    const answer = await cut.model.generate(sample, options);
    return { ...answer, promptTokens: Math.min(900, answer.promptTokens ?? 0) };
  };
  const { ids, said } = await calibrated(sweepOf({ ...cut.model, generate }));
  expect(ids).toEqual(["characters:4"]);
  expect(said).toMatch(
    /not measured; a long text is reported with other tokens for its size than a short one/,
  );
});

it("sends no longer a probe than the run's longest prompt: its server may take no more", async () => {
  const { asked, model } = guessed(3);
  expect((await calibrated(sweepOf(model, { lengths: [256, 512] }))).ids).toEqual(["characters:3"]);
  expect(asked[0]?.promptTokens).toBeLessThanOrEqual(512);
  const narrow = guessed(3, { contextWindow: 300 });
  await calibrated(sweepOf(narrow.model, { lengths: [256] }));
  expect(narrow.asked[0]?.promptTokens).toBeLessThanOrEqual(300);
});

/** A task without a haystack, whose shortest prompt may be long. */
function pairsFor(model: Model, shortest = 0) {
  const pairs = {
    ...echoTask,
    usesHaystack: false,
    build: (...[cell]: Parameters<typeof echoTask.build>): Sample => {
      if (cell.contextLength < shortest)
        throw new MidspanError(
          "does-not-fit",
          `pairs do not fit; at least ${shortest}: ${cell.contextLength}`,
        );
      return withPairs(
        echoTask.build(cell, {
          tokenizer: model.tokenizer,
          prefill: false,
          haystack: gulls,
          needles: echoSweep().needles,
        }),
      );
    },
  };
  return [{ task: pairs, factors: pairs.factors }];
}

const withPairs = (sample: Sample): Sample => ({
  ...sample,
  messages: [{ role: "user", content: "0f3c9a-77 ".repeat(200) }],
});

it("measures on the whole probe alone where no prompt is as short as a third of it", async () => {
  const { asked, model } = guessed(2);
  const { ids, said } = await calibrated(sweepOf(model, { tasks: pairsFor(model, 1000), lengths: [2048] }));
  expect(ids).toEqual(["characters:2"]);
  expect(said).not.toContain("do not fit");
  expect(asked).toHaveLength(1);
});

it("probes with the task's own prompt where no task has a haystack", async () => {
  const { asked, model } = guessed(2);
  const tasks = pairsFor(model);
  expect((await calibrated(sweepOf(model, { tasks }))).ids).toEqual(["characters:2"]);
  expect(asked[0]?.messages[0]?.content).toContain("0f3c9a-77 0f3c9a-77");
});

it.each([
  ["says nothing of tokens", async () => said("yes"), /does not report the tokens/],
  [
    "cannot be reached",
    async () => {
      throw new MidspanError("network", "no connection; a server that answers: 127.0.0.1");
    },
    /no connection; a server that answers/,
  ],
  [
    "counts what its cache did not hold",
    async () => ({ ...said("yes"), promptTokens: 9 }),
    /the probe is too short/,
  ],
  ["reads a part of it", async () => ({ ...said("yes"), promptTokens: 300 }), /not those of the whole probe/],
] as const)("keeps the guess, and says so, where a server %s", async (_, generate, why) => {
  const { model } = guessed(4, { generate });
  const { ids, said } = await calibrated(sweepOf(model));
  expect(ids).toEqual(["characters:4"]);
  expect(said).toMatch(/lengths are estimated for server:model: characters:4, not measured; /);
  expect(said).toMatch(why);
});

it("asks nothing where lengths are known, named, or nobody's", async () => {
  const exact = guessed(3, { tokenizer: { ...charactersTokenizer(4), exact: true, id: "own" } });
  expect((await calibrated(sweepOf(exact.model))).ids).toEqual(["own"]);
  const named = guessed(3);
  expect((await calibrated(sweepOf(named.model), { tokenizer: "characters:4" })).ids).toEqual([
    "characters:4",
  ]);
  const replayed = guessed(3, { id: "replay:reports/run" });
  expect((await calibrated(sweepOf(replayed.model))).ids).toEqual(["characters:4"]);
  const pretended = guessed(3, { simulated: true });
  expect((await calibrated(sweepOf(pretended.model))).ids).toEqual(["characters:4"]);
  expect([exact, named, replayed, pretended].flatMap(({ asked }) => asked)).toEqual([]);
});

it("goes on by the measure that the run folder recorded, and does not ask again", async () => {
  const folder = newFolder();
  const first = guessed(2.5);
  const { models } = await calibrated(sweepOf(first.model), { folder });
  const facts = {
    midspan: "0",
    command: "",
    haystack: "gulls",
    needles: "none",
    versions: {},
    startedAt: "",
  };
  const manifest = describeSweep(sweepOf(models[0] as Model), facts);
  await writeManifest(folder, manifest);
  // The server reports otherwise by now: the plan would be another.
  const second = guessed(3);
  const again = await calibrated(sweepOf(second.model), { folder });
  expect([again.ids, second.asked, again.said]).toEqual([["characters:2.5"], [], ""]);
  expect(describeSweep(sweepOf(again.models[0] as Model), facts).planHash).toBe(manifest.planHash);
});

it("rebuilds prompts, and replays, by the recorded measure", async () => {
  const { model } = guessed(3);
  const counted = await countBy(undefined);
  expect((await counted(model, "characters:3.21")).tokenizer.id).toBe("characters:3.21");
  expect((await counted(model, "o200k_base")).tokenizer.id).toBe("o200k_base");
  expect((await counted(model, "qwen@0f3c9a12")).tokenizer.id).toBe("characters:4");
  const replay = { ...model, id: "replay:reports/run", details: { tokenizer: "characters:2.75" } };
  expect((await counted(replay)).tokenizer.id).toBe("characters:2.75");
  const own = { ...model, tokenizer: { ...model.tokenizer, exact: true } };
  expect((await counted(own, "characters:2.75")).tokenizer.id).toBe("characters:4");
});
