import type { Cell, Depth, Factor, Generation, Score } from "./types.ts";

export type TrialStatus = "scored" | "failed" | "refused" | "truncated" | "skipped";

/** One line of the record. Unscored trials never enter a denominator. */
export interface Trial {
  readonly schema: 1;
  readonly id: string;
  readonly model: string;
  readonly simulated?: true;
  readonly task: string;
  readonly taskVersion: number;
  readonly haystack: string;
  readonly cell: Cell;
  readonly actual: {
    readonly tokens: number;
    readonly goldDepths: readonly Depth[];
    readonly tokenizer: string;
    readonly estimated?: true;
  };
  readonly promptSha256: string;
  readonly status: TrialStatus;
  readonly output?: string;
  readonly score?: Score;
  readonly generation?: Omit<Generation, "text" | "limits" | "warnings">;
  readonly error?: { readonly code: string; readonly message: string };
  readonly warnings: readonly string[];
  readonly attempts: number;
  readonly startedAt: string;
}

/** What a run folder says about itself. Holds no secret. */
export interface Manifest {
  readonly schema: 1;
  readonly midspan: string;
  /** The command that repeats the run. */
  readonly command: string;
  readonly planHash: string;
  readonly plan: PlanRecord;
  readonly models: readonly ModelRecord[];
  /** Half-width within which a difference counts as none, for verdicts; absent = the analyses' default. */
  readonly margin?: number;
  /** Versions of everything a prompt or a number follows from: node, tasks, haystacks, needles, libraries. */
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** The sweep with every default filled in. */
export interface PlanRecord {
  readonly models: readonly string[];
  readonly tasks: readonly { readonly name: string; readonly factors: Readonly<Record<string, Factor>> }[];
  readonly lengths: readonly number[];
  readonly depths: readonly Depth[];
  /** Documents (seeds) a cell. */
  readonly trials: number;
  readonly seed: number;
  readonly haystack: string;
  readonly needles: string;
  /** What --tokenizer named; absent where each model counts by its own. */
  readonly tokenizer?: string;
  /** Whether the closed-book and oracle arms ran; absent in records without them. */
  readonly baselines?: boolean;
  readonly generation: { readonly temperature: number; readonly maxOutputTokens?: number };
}

export interface ModelRecord {
  readonly id: string;
  readonly adapterVersion: number;
  readonly simulated: boolean;
  readonly tokenizer: string;
  readonly contextWindow?: number;
  readonly details: Readonly<Record<string, Factor>>;
}

/** A trial's prompt around its gold, rebuilt for a reader. */
export interface Excerpt {
  readonly trialId: string;
  readonly before: string;
  readonly gold: string;
  readonly after: string;
  readonly question: string;
  readonly answers: readonly string[];
}
