import type { TrialStatus } from "../record.ts";
import type { Arm, Depth, Factor } from "../types.ts";
import type { SourceFile } from "./source-files.ts";

/** One published format of results. */
export interface Importer {
  readonly name: string;
  /** One line for `midspan list formats`: which files, which rows. */
  readonly summary: string;
  readonly paper: string;
  /**
   * Whose score the trials carry where the user does not say: that of the files where a model or a person judged
   * free answers, ours where a rule decides that can be applied again.
   */
  readonly stands: "published" | "ours";
  /** What is concluded and not read, in sentences; stands in the record and the report. */
  readonly notes?: readonly string[];
  /** Which files of a folder are of this format, by name; a file that is named itself is always read. */
  fits(name: string): boolean;
  /** Which of them, by name, are read after all others, which name what these leave out. */
  last?(name: string): boolean;
  /** Reads rows one after another; what it must remember between them stays within. */
  start(options: ImportOptions): RowReader;
}

/**
 * The answers of one row; of a row that holds many, those that break a rule in their places. Throws `input-file` with the
 * rule that the row breaks.
 *
 * @param file the file that the row stands in
 * @param inList whether it was an entry of a JSON list
 */
export type RowReader = (
  value: unknown,
  file: SourceFile,
  inList: boolean,
) => readonly (Answer | RefusedAnswer)[];

/** The rule that an answer breaks, with the value. */
export interface RefusedAnswer {
  readonly rule: string;
}

/** What a user says of published files where these do not say it. */
export interface ImportOptions {
  /** Names the model where the files do not. */
  readonly model?: string;
  /** Tokens of the context where the files do not say. */
  readonly length?: number;
  /** Overrides the format's own choice. */
  readonly stands?: "published" | "ours";
  /** Fields of the generic format: ours -> theirs. */
  readonly columns?: Readonly<Record<string, string>>;
  readonly depthUnit?: "share" | "percent";
  readonly scoreRange?: readonly [number, number];
}

/** An answer as a format's reader understands it. */
export interface Answer {
  readonly model: string;
  readonly task: string;
  readonly arm?: Arm;
  readonly factors?: Readonly<Record<string, Factor>>;
  /** Tokens of the context; the same for all answers that make a cell. */
  readonly length: number;
  /** As counted on the finished context, where the file says so. */
  readonly tokens?: number;
  readonly tokenizer?: string;
  readonly documents?: number;
  /** Asked; undefined where it is not recorded. */
  readonly depth: Depth | undefined;
  /** As measured, one a fact. */
  readonly goldDepths?: readonly Depth[];
  /** What is the same over depths and models: the question with its needle. It pairs and it clusters. */
  readonly unit: string;
  readonly question?: string | undefined;
  readonly answers?: readonly string[] | undefined;
  /** Undefined where the file holds no answer, only its score. */
  readonly output?: string | undefined;
  /** Why there is no score. */
  readonly unscored?: Unscored | undefined;
  readonly published?: { readonly score: number; readonly raw: Factor } | undefined;
  readonly ours?: OwnScore | undefined;
  readonly promptTokens?: number;
  readonly outputTokens?: number;
  readonly startedAt?: string | undefined;
}

export interface Unscored {
  readonly status: Exclude<TrialStatus, "scored" | "skipped">;
  readonly message: string;
}

/** Our score of the recorded answer. */
export interface OwnScore {
  readonly recall: number;
  /** One entry a fact; absent where `recall` is all that is known. */
  readonly found?: readonly boolean[];
  readonly firstLine?: number;
}
