import type { Model } from "../types.ts";
import type { Spend } from "./spend.ts";

/** The same model, every call of which is held to what a run may cost; for probes, which are in no record. */
export function spendingModel(model: Model, spend: Spend | undefined): Model {
  if (spend === undefined) return model;
  return {
    ...model,
    generate: async (sample, options) => {
      const admission = await spend.admit(model, sample, options.maxOutputTokens, options.signal);
      try {
        const answer = await model.generate(sample, options);
        admission.answered(answer);
        return answer;
      } catch (error) {
        admission.failed(error);
        throw error;
      }
    },
  };
}
