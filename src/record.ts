import type { Cell, Depth, Factor, Generation, Score } from "./types.ts";

/** How a trial ended; only `scored` enters a rate. `unjudged`: answered, but its judge said neither yes nor no. */
export type TrialStatus = "scored" | "failed" | "refused" | "truncated" | "unjudged" | "skipped";

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
    /** How many documents or pairs the context held, where an imported file counts those and not tokens. */
    readonly documents?: number;
    /** Where the fact stood is not recorded: `cell.depth` means nothing. */
    readonly depthUnknown?: true;
  };
  /** Empty where no prompt was built here: the trial was skipped, or imported. */
  readonly promptSha256: string;
  readonly status: TrialStatus;
  readonly output?: string;
  readonly score?: Score;
  /** Imported answers only. */
  readonly published?: PublishedScore;
  readonly source?: SourceRow;
  readonly generation?: Omit<Generation, "text" | "limits" | "warnings">;
  readonly error?: { readonly code: string; readonly message: string };
  readonly warnings: readonly string[];
  readonly attempts: number;
  readonly startedAt: string;
}

/** The score that came with an imported answer, beside our own of the same answer. Which counts, `ImportRecord` says. */
export interface PublishedScore {
  /** Brought to 0..1. */
  readonly score: number;
  /** As it stood in the file. */
  readonly raw: Factor;
  /** Absent where the file does not hold what a score follows from. */
  readonly ours?: number;
}

/** Where an imported answer stood, and what it answers. */
export interface SourceRow {
  readonly file: string;
  /** Line in the file, and record of the file, both from 1. */
  readonly line: number;
  readonly record: number;
  readonly question?: string;
  readonly answers?: readonly string[];
}

/** What a run folder says about itself. Holds no secret. */
export interface Manifest {
  readonly schema: 1;
  readonly midspan: string;
  /** The command that repeats the run. */
  readonly command: string;
  readonly planHash: string;
  /** The part of the plan's documents that this folder was asked for; absent = all. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly plan: PlanRecord;
  readonly models: readonly ModelRecord[];
  /** Origins of the servers that were asked, by model id; the same model may move to another. */
  readonly servers?: Readonly<Record<string, string>>;
  /** Half-width within which a difference counts as none, for verdicts; absent = the analyses' default. */
  readonly margin?: number;
  /** Versions of everything a prompt or a number follows from: node, tasks, haystacks, needles, libraries. */
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Present where the answers were given elsewhere: nothing here was asked, and nothing can be resumed. */
  readonly imported?: ImportRecord;
}

/** What an import read, and what it made of it. */
export interface ImportRecord {
  readonly format: string;
  readonly paper: string;
  /** Whose score counts where a trial has both: that of the files, or ours of the same answer. */
  readonly stands: "published" | "ours";
  /** Scored trials by whose score they do carry: where one is missing, the other stands. */
  readonly scores: { readonly published: number; readonly ours: number };
  readonly files: readonly ImportedFile[];
  /** Files of the folders named that are not of this format. */
  readonly passedOver: readonly string[];
  /** Rows that did not fit, and the first of them. */
  readonly refused: number;
  readonly refusals: readonly Refusal[];
  /** One a model that has both scores. */
  readonly agreement: readonly Agreement[];
  /** What was concluded and not read, in sentences. */
  readonly notes: readonly string[];
}

/** A file of published results, as it was read. */
export interface ImportedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

/** A row that does not fit: where, and the rule with the value. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly record: number;
  readonly rule: string;
}

/** How often two scores of the same answers agree; a score of a half or more counts as found. */
export interface Agreement {
  readonly model: string;
  readonly both: number;
  readonly neither: number;
  readonly publishedOnly: number;
  readonly oursOnly: number;
  readonly meanPublished: number;
  readonly meanOurs: number;
  /** Cohen's kappa; absent where both score all answers alike and chance alone would agree. */
  readonly kappa?: number;
}

/** The sweep with every default filled in. */
export interface PlanRecord {
  readonly models: readonly string[];
  readonly tasks: readonly { readonly name: string; readonly factors: Readonly<Record<string, Factor>> }[];
  readonly lengths: readonly number[];
  readonly depths: readonly Depth[];
  /** Documents (seeds) a cell; at most, where `untilDecided` is present. */
  readonly trials: number;
  /** Absent where it is not known, as of imported answers. */
  readonly seed?: number;
  readonly haystack: string;
  readonly needles: string;
  /** What --tokenizer named; absent where each model counts by its own. */
  readonly tokenizer?: string;
  /** Whether the closed-book and oracle arms ran; absent in records without them. */
  readonly baselines?: boolean;
  /** Present where a (model, task, length) ends as soon as its verdict is decided. */
  readonly untilDecided?: UntilDecided;
  readonly generation: { readonly temperature?: number; readonly maxOutputTokens?: number };
}

/** What a run that stops by its results was told; all of it bears on which trials there are. */
export interface UntilDecided {
  /** Chance of a wrong verdict, for each (model, task, length) by itself. */
  readonly error: number;
  /** Half-width within which a difference counts as none. */
  readonly margin: number;
}

/** What a manifest says of a model. */
export interface ModelRecord {
  readonly id: string;
  /** The id under which it was asked, where it is shown under another beside one of that id; in no file. */
  readonly askedAs?: string;
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

/** What the known model answered where midspan itself ran it. */
export interface KnownAnswer {
  readonly contextLength: number;
  readonly depth: number;
  readonly seed: number;
  readonly promptSha256: string;
  /** Tokens of the prompt by the model's own tokenizer. */
  readonly tokens: number;
  readonly output: string;
  readonly recall: number;
}
