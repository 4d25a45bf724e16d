import { afterAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/models/engine.ts";
import { loadPromptTokenizer } from "../../src/models/prompt.ts";
import { softmax } from "../../src/stats/softmax.ts";
import { folder, sampleOf } from "./reference.ts";

const engine: Engine = await loadEngine(folder, 1);
const prompts = await loadPromptTokenizer(folder);
afterAll(() => engine.close());

const { messages, answerPrefix = "" } = sampleOf(8);
const asked = { messages, answerPrefix, policy: "dense", maxOutputTokens: 8, prefixCache: true };

describe("what stands in front of a prompt", () => {
  it("takes the place of the BOS and of nothing else", () => {
    const usual = prompts.encodePrompt(messages, answerPrefix);
    const [bos] = usual;
    const of = (front: Parameters<typeof prompts.encodeFront>[0]) =>
      prompts.encodePrompt(messages, answerPrefix, front);
    expect(of(["bos"])).toEqual(usual);
    expect(of([])).toEqual(usual.slice(1));
    expect(of(["bos", "bos"])).toEqual([bos, ...usual]);
    const newline = prompts.tokenizer.encode("\n");
    expect(newline).toHaveLength(1);
    expect(of([{ text: "\n" }, { text: "\n" }])).toEqual([...newline, ...newline, ...usual.slice(1)]);
  });

  it("may be drawn: another for another seed, the same for the same, never a special token", () => {
    const drawn = Array.from({ length: 50 }, (_, random) => prompts.encodeFront([{ random }])[0] as number);
    expect(new Set(drawn).size).toBeGreaterThan(45);
    expect(Math.min(...drawn)).toBeGreaterThan(5);
    expect(prompts.encodeFront([{ random: 7 }])[0]).toBe(drawn[7]);
  });

  it("is answered as the usual prompt where it is the usual BOS", async () => {
    const usual = await engine.answer(asked);
    const same = await engine.answer({ ...asked, front: ["bos"] });
    expect(same.text).toBe(usual.text);
    expect((await engine.answer({ ...asked, front: [] })).promptTokens).toBe((usual.promptTokens ?? 0) - 1);
  });
});

describe("losses", () => {
  const text = "The harbour was quiet in the morning, and the boats lay in a row.";
  const ids = prompts.tokenizer.encode(text);

  it("are those of the text's tokens behind its first", async () => {
    for (const front of [[], ["bos"], ["bos", { text: "\n" }]] as const) {
      const losses = await engine.lossesBehind({ front, text, policy: "dense" });
      expect(losses).toHaveLength(ids.length - 1);
      for (const loss of losses) expect(loss).toBeGreaterThan(0);
    }
  });

  it("sum to -ln of what the logits of each prefix say", async () => {
    const { loadGraph } = await import("../../src/models/graph.ts");
    const graph = await loadGraph(folder, 1);
    const losses = await engine.lossesBehind({ front: ["bos"], text, policy: "dense" });
    const all = [prompts.encodeFront(["bos"])[0] as number, ...ids];
    for (const at of [1, 5, ids.length - 1]) {
      const { logits } = await graph.extend(all.slice(0, at + 1), {});
      expect(losses[at - 1]).toBeCloseTo(-Math.log(softmax(logits)[all[at + 1] as number] as number), 4);
    }
    await graph.close();
  });

  it("do not hang on the pieces in which a text goes through", async () => {
    const long = `${text} `.repeat(30);
    const whole = await engine.lossesBehind({ front: ["bos"], text: long, policy: "dense" });
    const wide = await engine.lossesBehind({ front: ["bos"], text: long, policy: "window:4096" });
    expect(whole.length).toBeGreaterThan(300);
    expect(Math.max(...whole.map((loss, i) => Math.abs(loss - (wide[i] ?? 0))))).toBeLessThan(1e-3);
  });
});
