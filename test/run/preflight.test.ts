import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { type Preflight, preflight, preflightError } from "../../src/run/preflight.ts";
import { ARRIVAL_PLACES, arrival } from "../../src/tasks/arrival.ts";
import type { Generation, Haystack, Model, Needle, Sample } from "../../src/types.ts";
import { createTestClock, echoModel, said } from "./stand-ins.ts";

const LONGEST = 4096;
/** A prompt above this is "long" for the stand-ins; the short probe stays below. */
const LONG = 1000;

async function check(changes: Partial<Model>, longest = LONGEST): Promise<Preflight> {
  const clock = createTestClock();
  return clock.settle(
    preflight({
      model: echoModel(changes),
      probe: arrival,
      places: ARRIVAL_PLACES,
      haystack: haystacks[0] as Haystack,
      needles: runNeedles,
      longest,
      timeoutMs: 60_000,
      clock,
    }),
  );
}

/** Reads what stands in the prompt, as a server with a perfect model would. */
function reader(see: (text: string, sample: Sample) => string, count?: (sample: Sample) => number) {
  return async (sample: Sample): Promise<Generation> => {
    const text = see(sample.messages[0]?.content ?? "", sample);
    const answers = sample.needles.filter((needle) => text.includes(needle.text)).map(firstAnswer);
    const tokens = count?.(sample);
    return {
      ...said(answers.join("\n") || "I do not know."),
      ...(tokens === undefined ? {} : { promptTokens: tokens }),
    };
  };
}

function firstAnswer({ answers }: Needle): string {
  return answers[0] ?? "";
}

const whole = (text: string): string => text;
const all = ({ promptTokens }: Sample): number => promptTokens;
const words = (result: Preflight): Record<string, string> =>
  Object.fromEntries(result.checks.map(({ name, status }) => [name, status]));

describe("the probe", () => {
  it("has its facts as first, middle and last sentence, and the same document whatever is asked", () => {
    const kit = {
      tokenizer: echoModel().tokenizer,
      prefill: false,
      haystack: haystacks[0] as Haystack,
      needles: runNeedles,
    };
    const build = (ask: string): Sample =>
      arrival.build({ task: "arrival", contextLength: 2048, depth: 0, seed: 3, factors: { ask } }, kit);
    const together = build("all");
    const [start, middle, end] = together.gold.map(({ depth }) => depth);
    expect(start).toBe(0);
    expect(middle).toBeGreaterThan(0.48);
    expect(middle).toBeLessThan(0.52);
    expect(end).toBe(1);
    expect(together.promptTokens + together.answerBudget).toBeLessThanOrEqual(2048);
    const texts = together.needles.map(({ text }) => text);
    for (const [i, place] of ARRIVAL_PLACES.entries()) {
      const one = build(place);
      expect(one.needles.map(({ text }) => text)).toEqual([texts[i]]);
      for (const text of texts) expect(one.messages[0]?.content).toContain(text);
    }
  });
});

describe("preflight", () => {
  it("passes a model that reads everything, and measures its speed", async () => {
    const result = await check({
      generate: async (sample) => ({
        ...(await reader(whole, all)(sample)),
        prefillMs: 500,
        outputTokens: 9,
      }),
    });
    expect(Object.values(words(result))).not.toContain("failed");
    expect(words(result)["start of the prompt"]).toBe("ok");
    expect(preflightError("m", result)).toBeUndefined();
    expect(result.speed?.promptTokens).toBeGreaterThan(3500);
    expect(result.speed?.promptMs).toBe(500);
  });

  it.each([
    ["counted", all],
    ["counted by one that adds a few tokens", ({ promptTokens }: Sample) => promptTokens + 3],
  ])(
    "lets a forgetful model pass: nothing of a long prompt is recalled, all of it is %s",
    async (_, count) => {
      const generate = reader((text, { promptTokens }) => (promptTokens > LONG ? "" : text), count);
      const result = await check({ generate });
      expect(words(result)["start of the prompt"]).toBe("warning");
      expect(preflightError("m", result)).toBeUndefined();
    },
  );

  it("refuses a server that counts less than was sent, with what came back and the cure", async () => {
    const generate = reader(
      (text, { promptTokens }) => (promptTokens > LONG ? text.slice(-4000) : text),
      ({ promptTokens }) => Math.min(LONG, promptTokens),
    );
    const result = await check({ id: "ollama:m", details: { numCtx: 1000 }, generate });
    const error = preflightError("ollama:m", result);
    expect(error).toMatchObject({ code: "context-truncated", cure: expect.stringContaining("num_ctx 1000") });
    expect(error?.message).toMatch(/the server counted 1,000 tokens/);
  });

  it.each([
    ["start", (text: string) => text.slice(-4000)],
    ["end", (text: string) => text.slice(0, 4000)],
    ["middle", (text: string) => text.slice(0, 4000) + text.slice(-4000)],
  ])("refuses a server without counts that loses the %s of a long prompt", async (place, cut) => {
    const generate = reader((text, { promptTokens }) => (promptTokens > LONG ? cut(text) : text));
    const result = await check({ generate });
    expect(words(result)[`${place} of the prompt`]).toBe("failed");
    expect(preflightError("m", result)).toMatchObject({ code: "context-truncated" });
  });

  it("asks one by one where a model answers one question at a time", async () => {
    const read = reader(whole);
    const generate = async (sample: Sample): Promise<Generation> =>
      sample.needles.length > 1 ? said("7") : read(sample);
    const result = await check({ generate });
    expect(words(result)).toMatchObject({
      answers: "warning",
      "start of the prompt": "ok",
      "middle of the prompt": "ok",
      "end of the prompt": "ok",
    });
  });

  it("does not blame a server for a model that recalls nothing at all", async () => {
    const result = await check({ generate: async () => said("What was the question?") });
    expect(words(result)["start of the prompt"]).toBe("warning");
    expect(preflightError("m", result)).toBeUndefined();
  });

  it("refuses a window below the longest prompt without asking anything", async () => {
    let asked = 0;
    const generate = async (): Promise<Generation> => {
      asked++;
      return said("");
    };
    const result = await check({ contextWindow: 2048, generate });
    expect(preflightError("m", result)).toMatchObject({ cure: expect.stringContaining("2048") });
    expect(asked).toBe(0);
  });

  it("refuses a server that gives no answer", async () => {
    expect(preflightError("m", await check({ generate: async () => said("") }))).toMatchObject({
      code: "bad-response",
    });
  });

  it("refuses a server that is not there, after trying again", async () => {
    let asked = 0;
    const generate = async (): Promise<Generation> => {
      asked++;
      throw new MidspanError("network", "no connection", { retryable: true, cure: "Start it." });
    };
    expect(preflightError("m", await check({ generate }))).toMatchObject({
      code: "network",
      cure: "Start it.",
    });
    expect(asked).toBe(3);
  });

  it("refuses a server that refuses long prompts only", async () => {
    const read = reader(whole, all);
    const generate = async (sample: Sample): Promise<Generation> => {
      if (sample.promptTokens > LONG)
        throw new MidspanError("context-window", "too long; at most 1,000: more");
      return read(sample);
    };
    const error = preflightError("m", await check({ generate }));
    expect(error).toMatchObject({ code: "model-unavailable" });
    expect(error?.message).toContain("too long");
  });

  it("asks only short prompts where no longer one is planned", async () => {
    const lengths: number[] = [];
    const read = reader(whole, all);
    await check(
      {
        generate: async (sample) => {
          lengths.push(sample.promptTokens);
          return read(sample);
        },
      },
      256,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(256);
  });
});
