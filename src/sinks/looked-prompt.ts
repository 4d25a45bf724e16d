import type { Norms } from "../models/attention-model.ts";
import type { AttentionSums } from "./attention-sums.ts";

/** One prompt that a model's attention was looked at in. */
export interface LookedPrompt {
  readonly sums: AttentionSums;
  readonly norms: readonly Norms[];
  /** Each token as text. */
  readonly pieces: readonly string[];
  /** Mean loss of its tokens in nats, where there are two and more. */
  readonly loss: number;
}

export interface LookedModel {
  readonly model: string;
  readonly prompts: readonly LookedPrompt[];
}

/** How findings of prompts are made. */
export interface SinkOptions {
  readonly seed: number;
  readonly level: number;
  readonly draws: number;
  /** Importance above which a head counts as having a sink (Gu et al. 2025: 0.3). */
  readonly epsilons: readonly number[];
}
