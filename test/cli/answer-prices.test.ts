import { describe, expect, it } from "vitest";
import { answerPrices } from "../../src/cli/answer-prices.ts";
import type { Trial } from "../../src/record.ts";
import { madeManifest, madeTrial } from "../report/made-input.ts";

const answered = (model: string, generation: Partial<NonNullable<Trial["generation"]>>, estimated = false) =>
  madeTrial(1, {
    model,
    actual: { tokens: 2000, goldDepths: [0], tokenizer: "t", ...(estimated ? { estimated: true } : {}) },
    generation: { finish: { reason: "stop" }, ...generation },
  });

describe("what the answers of a record cost", () => {
  it("is the list price of their tokens; cached ones at theirs", async () => {
    const prices = await answerPrices(madeManifest(["openai:gpt-4o-mini", "embedded:reference"]));
    // 0.15 USD a million in, 0.075 from the cache, 0.6 out.
    const usage = { promptTokens: 1000, cachedTokens: 400, outputTokens: 10 };
    expect(prices?.usd(answered("openai:gpt-4o-mini", usage))).toBeCloseTo(
      (600 * 0.15 + 400 * 0.075 + 10 * 0.6) / 1e6,
      12,
    );
    expect(prices?.asOf("openai:gpt-4o-mini")).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it("is not known, and not 0, without a price, without tokens of the answer, or with a prompt that is only estimated", async () => {
    const prices = await answerPrices(madeManifest(["openai:gpt-4o-mini", "embedded:reference"]));
    const usd = (...trial: Parameters<typeof answered>) => prices?.usd(answered(...trial));
    expect(usd("embedded:reference", { promptTokens: 1000, outputTokens: 1 })).toBeUndefined();
    expect(usd("openai:gpt-4o-mini", { promptTokens: 1000 })).toBeUndefined();
    expect(usd("openai:gpt-4o-mini", { outputTokens: 1 }, true)).toBeUndefined();
    expect(usd("openai:gpt-4o-mini", { outputTokens: 0 })).toBeCloseTo((2000 * 0.15) / 1e6, 12);
    expect(await answerPrices(madeManifest(["embedded:reference"]))).toBeUndefined();
  });

  it("is that of the id that was asked, where a model stands beside another of that id", async () => {
    const manifest = madeManifest(["openai:gpt-4o-mini"]);
    const models = manifest.models.map((model) => ({
      ...model,
      id: "openai:gpt-4o-mini (old)",
      askedAs: model.id,
    }));
    const prices = await answerPrices({ models });
    const usage = { promptTokens: 1_000_000, outputTokens: 0 };
    expect(prices?.usd(answered("openai:gpt-4o-mini (old)", usage))).toBeCloseTo(0.15, 12);
  });
});
