import { MidspanError } from "../errors.ts";
import type { Adapter } from "./adapter.ts";
import type { Account } from "./sdk-answer.ts";

/**
 * OpenAI's own models by the Responses API, whole answers: streaming some of them needs a verified organisation, and
 * a whole answer cannot be cut unseen.
 */
export const openai: Adapter = {
  name: "openai",
  summary: "OpenAI's models, key from OPENAI_API_KEY; other servers: openai-compatible",
  examples: [],
  async open(name, options) {
    const { createOpenAI, VERSION } = await import("@ai-sdk/openai");
    const { openHostedModel } = await import("./hosted-model.ts");
    const { numbersAt, textsAt, valuesAt } = await import("./json-path.ts");
    const account = (body: unknown): Account => {
      const { status, reason, ...texts } = textsAt(body, {
        status: "status",
        reason: "incomplete_details.reason",
        servedModel: "model",
        responseId: "id",
      });
      if (status !== undefined && status !== "completed" && status !== "incomplete")
        throw new MidspanError(
          "bad-response",
          `the answer did not come to its end; status completed or incomplete: ${status}`,
          { retryable: true },
        );
      const ended = reason ?? status;
      return {
        ...texts,
        ...numbersAt(body, {
          promptTokens: "usage.input_tokens",
          cachedTokens: "usage.input_tokens_details.cached_tokens",
          cacheWriteTokens: "usage.input_tokens_details.cache_write_tokens",
          outputTokens: "usage.output_tokens",
          reasoningTokens: "usage.output_tokens_details.reasoning_tokens",
        }),
        ...(ended === undefined ? {} : { ended }),
        ...valuesAt(body, { usage: "usage" }),
      };
    };
    return openHostedModel(
      {
        name: "openai",
        api: "responses",
        library: `@ai-sdk/openai ${VERSION}`,
        keyVariable: "OPENAI_API_KEY",
        address: "https://api.openai.com/v1",
        thinks: (model) => !NEVER_THINKS.test(model),
        // The server's rule for max_output_tokens of this API.
        fewestOutputTokens: 16,
        // Answers are otherwise kept by the provider for 30 days, with a user's own documents in them.
        providerOptions: { openai: { store: false } },
        account,
        connect: (settings) => createOpenAI(settings).responses(name),
      },
      name,
      options,
    );
  },
};

/** Models from before the o series and GPT-5, and the chat variants since, also fine-tuned. Newer ones may think. */
const NEVER_THINKS = /^(ft:)?(gpt-3|gpt-4|chatgpt-|davinci|babbage)|^gpt-5(\.\d+)?-chat/;
