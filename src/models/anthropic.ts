import type { Adapter } from "./adapter.ts";
import type { Account } from "./sdk-answer.ts";

/**
 * Anthropic's models by the Messages API, whole answers. No `cache_control` is sent: writing a cache costs a quarter
 * more than plain input, and a depth sweep shares only what stands before each needle, so that most of what is
 * written would never be read.
 */
export const anthropic: Adapter = {
  name: "anthropic",
  summary: "Anthropic's models, key from ANTHROPIC_API_KEY",
  examples: [],
  async open(name, options) {
    const { createAnthropic, VERSION } = await import("@ai-sdk/anthropic");
    const { openHostedModel } = await import("./hosted-model.ts");
    const { numbersAt, textsAt, valuesAt } = await import("./json-path.ts");
    const account = (body: unknown): Account => {
      const { input, ...numbers } = numbersAt(body, {
        input: "usage.input_tokens",
        cachedTokens: "usage.cache_read_input_tokens",
        cacheWriteTokens: "usage.cache_creation_input_tokens",
        outputTokens: "usage.output_tokens",
        reasoningTokens: "usage.output_tokens_details.thinking_tokens",
      });
      // Here, and only here, `input_tokens` leaves out what a cache was written with or read from.
      const prompt =
        input === undefined
          ? {}
          : { promptTokens: input + (numbers.cachedTokens ?? 0) + (numbers.cacheWriteTokens ?? 0) };
      return {
        ...textsAt(body, { servedModel: "model", responseId: "id", ended: "stop_reason" }),
        ...prompt,
        ...numbers,
        ...valuesAt(body, { usage: "usage" }),
      };
    };
    return openHostedModel(
      {
        name: "anthropic",
        api: "messages",
        library: `@ai-sdk/anthropic ${VERSION}`,
        keyVariable: "ANTHROPIC_API_KEY",
        address: "https://api.anthropic.com/v1",
        thinks: (model) => !THINKS_WHEN_TOLD.test(model),
        account,
        connect: (settings) => createAnthropic(settings).messages(name),
      },
      name,
      options,
    );
  },
};

/** Up to the 4 series thinking is off unless it is asked for; several later models always think. */
const THINKS_WHEN_TOLD = /^claude-(instant|2|3)|^claude-(opus|sonnet|haiku)-4(-|$)/;
