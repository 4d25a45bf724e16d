import type { Adapter } from "./adapter.ts";
import type { Account } from "./sdk-answer.ts";

/** Google's models by the Gemini API's `generateContent`, whole answers. */
export const google: Adapter = {
  name: "google",
  summary: "Google's models, key from GOOGLE_GENERATIVE_AI_API_KEY",
  examples: [],
  async open(name, options) {
    const { createGoogleGenerativeAI, VERSION } = await import("@ai-sdk/google");
    const { openHostedModel } = await import("./hosted-model.ts");
    const { numbersAt, textsAt, valuesAt } = await import("./json-path.ts");
    const account = (body: unknown): Account => {
      const { answer, ...numbers } = numbersAt(body, {
        promptTokens: "usageMetadata.promptTokenCount",
        cachedTokens: "usageMetadata.cachedContentTokenCount",
        answer: "usageMetadata.candidatesTokenCount",
        reasoningTokens: "usageMetadata.thoughtsTokenCount",
      });
      // Thoughts are counted beside the answer here; a count of nothing is left out of the body.
      const spent =
        answer === undefined && numbers.reasoningTokens === undefined
          ? {}
          : { outputTokens: (answer ?? 0) + (numbers.reasoningTokens ?? 0) };
      const { finish, blocked, ...texts } = textsAt(body, {
        servedModel: "modelVersion",
        responseId: "responseId",
        finish: "candidates.0.finishReason",
        blocked: "promptFeedback.blockReason",
      });
      const ended = finish ?? blocked;
      return {
        ...texts,
        ...numbers,
        ...spent,
        ...(ended === undefined ? {} : { ended }),
        ...valuesAt(body, { usage: "usageMetadata" }),
      };
    };
    return openHostedModel(
      {
        name: "google",
        api: "generateContent",
        library: `@ai-sdk/google ${VERSION}`,
        keyVariable: "GOOGLE_GENERATIVE_AI_API_KEY",
        address: "https://generativelanguage.googleapis.com/v1beta",
        thinks: (model) => !NEVER_THINKS.test(model),
        account,
        connect: (settings) => createGoogleGenerativeAI(settings).languageModel(name),
      },
      name,
      options,
    );
  },
};

/** Gemini thinks by itself since 2.5. */
const NEVER_THINKS = /^(models\/)?(gemini-(1|2\.0)|gemini-pro|gemma|learnlm)/;
