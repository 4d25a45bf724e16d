import type { Behaviour } from "./behaviour.ts";
import type { ChunkQuestion } from "./chunk-question.ts";
import type { Depth, Gold, Haystack } from "./document.ts";
import type { Generation } from "./generation.ts";
import type { Rng } from "./random.ts";
import type { Tokenizer } from "./tokens.ts";

export type * from "./behaviour.ts";
export type * from "./chunk-question.ts";
export type * from "./document.ts";
export type * from "./generation.ts";

/** A fact with its question. `answers` are accepted strings; the first is the one a document states. */
export interface Needle {
  readonly id: string;
  /** The sentence that is planted. */
  readonly text: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** The opening of the answer, up to the value; put into the assistant's turn where a model allows it. */
  readonly answerPrefix?: string;
  /** What the fact is about; the title of its document where a task has documents. */
  readonly subject?: string;
}

/** A value of a setting that cells differ in. */
export type Factor = string | number | boolean;

/** What is asked of one trial: everything that the prompt follows from, apart from the sources' versions. */
export interface Cell {
  readonly task: string;
  readonly contextLength: number;
  readonly depth: Depth;
  readonly seed: number;
  /** Task's own settings, e.g. distractors, value kind, arm ("context" | "closed-book" | "oracle"). */
  readonly factors: Readonly<Record<string, Factor>>;
}

/** `context` is the experiment; the two others are its floor and its ceiling. */
export type Arm = "context" | "closed-book" | "oracle";

/** One turn of a chat. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A token put at position 0: the model's BOS, the (last) token of a text, or one drawn from the vocabulary. */
export type FrontToken = "bos" | { readonly text: string } | { readonly random: number };

/** What is sent, and what is needed to score the answer. */
export interface Sample {
  readonly cell: Cell;
  readonly messages: readonly Message[];
  /** Opening of the assistant's turn; absent where the model takes none. */
  readonly answerPrefix?: string;
  /** Stands in place of the BOS, before the chat template; for models with `Model.front` only. Absent = as usual. */
  readonly front?: readonly FrontToken[];
  /**
   * The one value asked for is the next thing after `answerPrefix`, and the budget holds any value: an output that
   * runs into the limit has given its answer and is not truncated. So too where rules judge it or length bounds it.
   */
  readonly valueComesNext?: true;
  readonly needles: readonly Needle[];
  /** Whether this holds of the answer is for a judge to say (`Generation.judged`); without that it is not scored. */
  readonly criterion?: string;
  /** Spans count in the last user message, unless `message` names another. Empty in the closed-book arm. */
  readonly gold: readonly Gold[];
  /** Wrong answers that the context offers, so that an analysis can say which one was given instead. */
  readonly decoys: readonly string[];
  /** Tokens of the whole prompt (template, instructions, context, question, prefix), without the answer. */
  readonly promptTokens: number;
  /** Tokens of the context alone. */
  readonly contextTokens: number;
  readonly answerBudget: number;
}

/** How an answer was judged. */
export interface Score {
  /** Share of needles found, 0..1. */
  readonly recall: number;
  /** One entry a needle of the sample. */
  readonly found: readonly boolean[];
  /** The decoy given in place of the answer, if one was. */
  readonly decoy?: string;
  /** Recall where only the first line of the output counts, as in the lost-in-the-middle paper. */
  readonly firstLine?: number;
  /** Of a behaviour suite: "kind/id" of the item, so that repeats of one are known as such. */
  readonly item?: string;
  /** A model decided, and no comparison of texts: its id and rubric. */
  readonly judgedBy?: string;
  /** The answer says that it has none; only where the prompt offers that. */
  readonly abstained?: true;
  /** Place, from 1, of the one document that states a wrong answer; absent where none or several do. */
  readonly statedIn?: number;
}

/** From an answer to a score; pure. */
export type Scorer = (output: string, sample: Sample) => Score;

/** What a task is built from. All values; a task never sees a registry. */
export interface TaskKit {
  readonly haystack: Haystack;
  readonly tokenizer: Tokenizer;
  /** Whether the model takes an opened assistant turn. */
  readonly prefill: boolean;
  /** Whether it takes other tokens in place of its BOS. */
  readonly front?: true;
  readonly needles: NeedleSource;
}

/** Facts of a family. `make` never repeats a (key, value) pair for different (seed, index). */
export interface NeedleSource {
  readonly name: string;
  readonly version: string;
  readonly summary?: string;
  /** Path of a user's file: its facts are looked for in the haystack, which must not state their answers. */
  readonly file?: string;
  /** Of a file: a needle's line; what was passed over; made by others = what does not fit is skipped, not refused. */
  readonly lineOf?: (needleId: string) => number | undefined;
  readonly notes?: readonly string[];
  readonly published?: true;
  /** A task's factors as far as the source can serve them, e.g. with as many keys as a published record has. */
  readonly fit?: (factors: Readonly<Record<string, Factor>>) => Readonly<Record<string, Factor>>;
  /**
   * The needle of a seed and `distractors` near-duplicates of it: the same name with another attribute,
   * the same attribute with a name that shares a part; never an accepted answer of the needle.
   */
  make(options: NeedleRequest): NeedleSet;
  /** Of retrieved chunks: the question whose turn it is, with all of its chunks as the retriever gave them. */
  readonly question?: (rng: Rng) => ChunkQuestion;
  /** Of a behaviour suite: the item whose turn it is. */
  readonly behaviour?: (rng: Rng) => Behaviour;
}

/** What needles hide: a word, a number, an identifier. */
export type ValueKind = "word" | "number" | "uuid";

/** How a fact is worded: a sentence about a person, RULER's key and value, a line of a JSON object. */
export type NeedleForm = "attribute" | "magic-key" | "json-record";

/** What a task asks of a source of needles. */
export interface NeedleRequest {
  readonly rng: Rng;
  readonly needles: number;
  readonly distractors: number;
  readonly values: ValueKind;
  /** Default "attribute". A source of a user's own facts has one form and refuses another. */
  readonly form?: NeedleForm;
  /** Keys of a "json-record": names, or uuids as in the published data. Default "name". */
  readonly keys?: "name" | "uuid";
}

/** Needles of one document. */
export interface NeedleSet {
  /** Each text is a document as published: nothing is put around it. */
  readonly whole?: true;
  readonly needles: readonly Needle[];
  readonly distractors: readonly Needle[];
}

/** One kind of question about a long document. `version` is raised whenever a prompt changes. */
export interface Task {
  readonly name: string;
  readonly version: number;
  /** One line for `midspan list tasks`. */
  readonly summary: string;
  readonly paper: string;
  /** Whether documents come from a haystack (or from the task's own records). */
  readonly usesHaystack: boolean;
  /** Factors with their defaults; a sweep may override any of them and no other. */
  readonly factors: Readonly<Record<string, Factor>>;
  /** Throws `does-not-fit` or `usage` where the cell cannot be built. */
  build(cell: Cell, kit: TaskKit): Sample;
  readonly score: Scorer;
}

/** How one answer is generated. */
export interface GenerateOptions {
  readonly maxOutputTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** Whether `Sample.promptTokens` is a count and not an estimate; an adapter may then hold a server's count against it. */
  readonly counted?: boolean;
  readonly signal?: AbortSignal;
}

/** Something that answers prompts. */
export interface Model {
  /** `adapter:name`, with `+cache` where a cache policy is part of its identity. */
  readonly id: string;
  readonly adapterVersion: number;
  /** Simulated models are marked wherever their numbers appear. */
  readonly simulated: boolean;
  /** Tokens of prompt and answer together; undefined = not known. */
  readonly contextWindow?: number;
  readonly tokenizer: Tokenizer;
  readonly prefill: boolean;
  /** What stands at position 0 can be chosen (`Sample.front`). */
  readonly front?: true;
  /** How many trials it takes at once. */
  readonly concurrency: number;
  /** Where it runs (an origin); absent = in this process. Models of one place are asked one after the other. */
  readonly server?: string;
  /** Printable facts for the manifest (weights' checksum, trained range, cache policy ...). No secret. */
  readonly details: Readonly<Record<string, Factor>>;
  generate(sample: Sample, options: GenerateOptions): Promise<Generation>;
  close(): Promise<void>;
}

/** One vector a text, in order and all of one length. Handed in as a value where texts are ranked by meaning. */
export type Embedder = (texts: readonly string[]) => Promise<readonly Float32Array[]>;
