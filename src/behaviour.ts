/** A request whose answer is judged by rules, or by a model. */
export interface Behaviour {
  readonly id: string;
  /** What it is about: "instruction", "format", "needle", or a user's own word. */
  readonly kind: string;
  readonly prompt: string;
  /** All must hold; see `sinks/behaviour-rules.ts`. Of a needle item: none, its fact is made from `seed`. */
  readonly rules: readonly string[];
  /** What a judge is asked about the answer, as a statement that is true of a good one; absent = rules alone. */
  readonly criterion?: string;
  readonly seed: number;
  /** Tokens kept for the answer. */
  readonly answerTokens: number;
}

/** What a model said that judged an answer. */
export interface Judgement {
  /** The judge's id. */
  readonly by: string;
  /** name@version of the prompt that it was asked with. */
  readonly rubric: string;
  readonly said: "yes" | "no" | "neither";
  /** What it wrote, whole. */
  readonly output: string;
  readonly promptTokens?: number;
  readonly outputTokens?: number;
}
