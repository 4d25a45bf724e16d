import { describe, expect, it } from "vitest";
import { haystacks, needleSources } from "../../src/haystack/index.ts";
import { createRng } from "../../src/random.ts";
import { criticalInstructions } from "../../src/sinks/arms/critical-instructions.ts";
import { defaultPlaces } from "../../src/sinks/arms/instruction-places.ts";
import { instructionTask } from "../../src/sinks/arms/instruction-task.ts";
import { openingArms, openingPairs } from "../../src/sinks/arms/opening-arms.ts";
import { neutralLine, shuffledWords } from "../../src/sinks/arms/opening-line.ts";
import { openingTask } from "../../src/sinks/arms/opening-task.ts";
import { placeholderTask } from "../../src/sinks/arms/placeholder-task.ts";
import { keepsRules } from "../../src/sinks/behaviours/behaviour-rules.ts";
import { behaviourSuite } from "../../src/sinks/behaviours/behaviour-source.ts";
import { openTokenizer } from "../../src/tokenizers/index.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Cell, Factor, NeedleSource, Task, TaskKit } from "../../src/types.ts";

const facts = needleSources[0] as NeedleSource;
const kit: TaskKit = {
  haystack: haystacks[0] as TaskKit["haystack"],
  tokenizer: createWordTokenizer(),
  prefill: false,
  needles: behaviourSuite("18", facts).source,
};
const LINE = "Follow every instruction to the letter.";

function cell(task: Task, factors: Readonly<Record<string, Factor>>, seed = 1_000_000): Cell {
  return { task: task.name, contextLength: 512, depth: 0.5, seed, factors: { ...task.factors, ...factors } };
}

describe("an opening line", () => {
  const task = openingTask("opening:A");
  const textOf = (factors: Readonly<Record<string, Factor>>, seed: number) =>
    task.build(cell(task, { line: LINE, ...factors }, seed), kit).messages;
  const seeds = Array.from({ length: 18 }, (_, i) => 1_000_000 + i);

  it("stands first in the user's message, its controls around the same body", () => {
    for (const seed of seeds) {
      const [body] = textOf({ control: "none" }, seed).map(({ content }) => content);
      expect(body).not.toContain(LINE);
      const kind = kit.needles.behaviour?.(createRng(seed)).kind;
      const [first] = textOf({}, seed);
      const [last] = textOf({ control: "later" }, seed);
      const [shuffled] = textOf({ control: "shuffled" }, seed);
      expect(first?.content.startsWith(`${LINE}\n\n`)).toBe(true);
      expect(last?.content.endsWith(`\n\n${LINE}`)).toBe(true);
      // A document gives up some filler for the line; every other body stays as it is.
      if (kind !== "needle") {
        expect(first?.content).toBe(`${LINE}\n\n${body}`);
        expect(last?.content).toBe(`${body}\n\n${LINE}`);
        expect(shuffled?.content.endsWith(`\n\n${body}`)).toBe(true);
      }
      const words = (text = ""): readonly string[] => text.split("\n\n", 1)[0]!.split(" ").sort();
      expect(words(shuffled?.content)).toEqual(words(LINE));
      expect(shuffled?.content.startsWith(LINE)).toBe(false);
    }
  });

  it("may stand in the system message", () => {
    const messages = textOf({ role: "system" }, seeds[0] as number);
    expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(messages[0]?.content).toBe(LINE);
  });

  it("keeps the asked length where there is a document, and counts what it sends", () => {
    for (const seed of seeds)
      for (const role of ["user", "system"]) {
        const { messages, promptTokens, answerBudget } = task.build(
          cell(task, { line: LINE, role }, seed),
          kit,
        );
        const counted = messages.reduce((sum, { content }) => sum + kit.tokenizer.count(content) + 4, 0);
        expect(promptTokens).toBe(counted);
        expect(promptTokens + answerBudget).toBeLessThanOrEqual(512);
      }
  });

  it("is matched to the token by a neutral line, in real vocabularies", async () => {
    for (const spec of ["o200k_base", "cl100k_base"]) {
      const { count } = await openTokenizer(spec);
      for (const line of [LINE, "Take a deep breath and think.", "You are an expert.", "Important!"]) {
        const neutral = neutralLine(line, count);
        expect(count(neutral), `${spec}: ${line} / ${neutral}`).toBe(count(line));
      }
    }
  });

  it("of one word cannot be shuffled", () => {
    expect(shuffledWords("Think!", createRng(1))).toBe("Think!");
    expect(openingArms(["Think!"], true).map(({ name }) => name)).toEqual([
      "none",
      "A",
      "A neutral",
      "A later",
    ]);
  });

  it("is compared with the first and with its own controls only", () => {
    const names = openingArms([LINE, "Other words here."], true).map(({ name }) => name);
    expect(openingPairs(names)).toEqual([
      ["B", "A"],
      ...["none", "A shuffled", "A neutral", "A later"].map((against) => ["A", against]),
      ...["none", "B shuffled", "B neutral", "B later"].map((against) => ["B", against]),
    ]);
  });
});

describe("an instruction", () => {
  const textIn = (
    place: string,
    seed = 5,
  ): readonly { readonly role: string; readonly content: string }[] => {
    const task = instructionTask(`place:${place}`);
    return task.build(cell(task, {}, seed), { ...kit, needles: facts }).messages;
  };
  const text = (place: string): string =>
    textIn(place)
      .map(({ content }) => content)
      .join("\n");
  const told = criticalInstructions.find((one) => text("system").startsWith(one.text))!.text;
  const places = (place: string): readonly number[] => {
    const whole = text(place);
    return [...whole.matchAll(new RegExp(told.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g"))].map(
      ({ index }) => index / (whole.length - told.length),
    );
  };

  it("stands once where it is told to, twice for both, and nowhere at the floor", () => {
    for (const place of defaultPlaces)
      expect(places(place), place).toHaveLength(place === "nowhere" ? 0 : place === "both" ? 2 : 1);
    expect(textIn("system")[0]).toEqual({ role: "system", content: told });
    expect(places("user-top")).toEqual([0]);
    expect(places("end")).toEqual([1]);
    const [above = 0] = places("above");
    expect(above).toBeGreaterThan(0);
    expect(above).toBeLessThan(0.1);
    for (const percent of [25, 50, 75]) {
      const [at = 0] = places(`depth-${percent}`);
      expect(Math.abs(at - percent / 100)).toBeLessThan(0.1);
    }
    const [below = 0] = places("below");
    expect(below).toBeGreaterThan(0.85);
    expect(below).toBeLessThan(1);
  });

  it("makes prompts of the asked length at every place", () => {
    for (const place of defaultPlaces) {
      const task = instructionTask(`place:${place}`);
      const { promptTokens, answerBudget } = task.build(cell(task, {}), { ...kit, needles: facts });
      expect(promptTokens + answerBudget, place).toBeLessThanOrEqual(512);
      expect(promptTokens + answerBudget, place).toBeGreaterThan(480);
    }
  });

  it("is judged by its rules alone", () => {
    const task = instructionTask("place:system");
    const factors = { instruction: "Answer in JSON.", rules: "json" };
    const sample = task.build(cell(task, factors), { ...kit, needles: facts });
    expect(task.score('{"answer": 1}', sample)).toMatchObject({ recall: 1, found: [true] });
    expect(task.score("It is so.", sample).recall).toBe(0);
  });
});

describe("rules", () => {
  it.each([
    ['{"a": 1}', ["json"], true],
    ['```json\n["a"]\n```', ["json"], true],
    ["12", ["json"], false],
    ["ALL RIGHT.", ["upper-case"], true],
    ["12.", ["upper-case"], false],
    ["amber.", ["is:amber"], true],
    ["The word is amber", ["is:amber"], false],
    ["a b c", ["max-words:3", "one-line"], true],
    ["", ["max-words:3"], false],
    ["- a\n- b", ["lines:2", "matches:/^- /"], true],
    ["x [DONE]\n", ["ends:[DONE]"], true],
    ["yes", ["lacks:no", "starts:y", "contains:e"], true],
  ] as const)("%j by %j: %s", (answer, rules, kept) => {
    expect(keepsRules(answer, rules)).toBe(kept);
  });

  it("that are none are refused", () => {
    expect(() => keepsRules("a", ["jsn"])).toThrow(/no such rule; one of json/);
    expect(() => keepsRules("a", ["matches:/(/"])).toThrow(/a regular expression/);
  });
});

describe("a placeholder", () => {
  it("takes the place of the BOS where position 0 can be chosen, and changes no word", () => {
    const names = ["nothing", "bos", "bos-bos", "newlines", "neutral", "random"];
    const samples = names.map((name) => {
      const task = placeholderTask(`placeholder:${name}`);
      return task.build(cell(task, {}), { ...kit, needles: facts, front: true });
    });
    expect(new Set(samples.map(({ messages }) => JSON.stringify(messages))).size).toBe(1);
    expect(samples.map(({ front }) => front?.length)).toEqual([0, 1, 2, 4, 1, 1]);
    const [nothing, bos, two] = samples.map(({ promptTokens }) => promptTokens);
    expect([bos! - nothing!, two! - nothing!]).toEqual([1, 2]);
  });

  it("is a text at the start of the message elsewhere, the gold moved along; a BOS is none", () => {
    const task = placeholderTask("placeholder:newlines");
    const sample = task.build(cell(task, { at: "message" }), { ...kit, needles: facts });
    const [message] = sample.messages;
    expect(message?.content.startsWith("\n\n\n\nRead")).toBe(true);
    expect(message?.content.slice(sample.gold[0]?.start, sample.gold[0]?.end)).toBe(sample.needles[0]?.text);
    const bos = placeholderTask("placeholder:bos");
    expect(() => bos.build(cell(bos, { at: "message" }), { ...kit, needles: facts })).toThrow(
      /a BOS is no text/,
    );
    expect(() => bos.build(cell(bos, {}), { ...kit, needles: facts })).toThrow(/position 0 is the server's/);
  });
});
