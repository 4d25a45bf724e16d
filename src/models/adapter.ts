import type { Model } from "../types.ts";

/** How a model is reached; what an adapter has no use for it refuses. */
export interface OpenOptions {
  /** A cache policy such as `sinks:256+256`; see cache.ts. The `+policy` of an id means the same. */
  readonly cache?: string;
  readonly baseUrl?: string;
  /** Tokens of the longest prompt of the run with its answer; a server's window and slots are chosen by it. */
  readonly longestPrompt?: number;
  /** Nothing will be asked (a plan, a prompt shown again): no key and no server is needed. */
  readonly offline?: true;
  /** Worker threads of a local model; 0 runs it in this process. */
  readonly threads?: number;
  /** `false` computes every prompt from its first token. Answers are the same, only time differs. */
  readonly prefixCache?: boolean;
}

/** One way of reaching models. A new one is one file and one entry in index.ts. */
export interface Adapter {
  /** What stands before the colon of a model id. */
  readonly name: string;
  /** One line for `midspan list models`. */
  readonly summary: string;
  /** Ids that can be opened without knowing anything else; for listings, doctor and the contract test. */
  readonly examples: readonly string[];
  /**
   * Throws `unknown-name` where the adapter has no such model, `model-unavailable` where it cannot be used,
   * `usage` where an option does not apply.
   */
  open(name: string, options: OpenOptions): Promise<Model>;
}
