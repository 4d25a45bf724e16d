import type { Model } from "../types.ts";
import { documentsToDetect } from "./plan-gap.ts";
import type { Settings } from "./settings.ts";

/** One fact in prose, one pair of many, one document of many. */
export const DEFAULT_TASKS: readonly string[] = ["needle", "kv-retrieval", "multi-document-qa"];

/** Longest default length; `--max-length` sets another. */
export const MAX_LENGTH = 32 * 1024;
/** Smallest middle gap worth seeing; `--detect` sets another. */
const DETECT = 0.15;
/** Documents a cell where depths show no gap, and for models whose answers take this machine's time. */
const FEW_DOCUMENTS = 20;
/** Where results end a run, documents at most; a fixed number would leave weak gaps and flatness undecided. */
const OVER = 2;
/** A curve by length has at least so many points, if shorter contexts can give them. */
const ENOUGH_LENGTHS = 4;
const SHORTEST = 256;

export interface SweepSize {
  /** Tokens, ascending. */
  readonly lengths: readonly number[];
  /** Documents a cell. */
  readonly trials: number;
}

type Sized = Pick<Model, "id" | "contextWindow" | "details">;

/** Lengths and documents as set, or as follows from the models where they are not. */
export function sizeOf(settings: Settings, models: readonly Sized[]): SweepSize {
  return {
    lengths: settings.lengths ?? defaultLengths(models, settings.maxLength),
    trials:
      settings.trials ??
      (settings.untilDecided === undefined ? 1 : OVER) * defaultDocuments(settings, models),
  };
}

/**
 * Lengths that double from 1,024 up to the smallest window of the models and `maxLength`, from 256 where these would
 * be fewer than four. One list for all models, so that they are compared on the same cells; a model whose window
 * nobody knows is taken to have room.
 */
function defaultLengths(models: readonly Sized[], maxLength = MAX_LENGTH): number[] {
  const top = Math.min(maxLength, ...models.map(windowOf).map((window) => window ?? maxLength));
  const few = top < 1024 * 2 ** (ENOUGH_LENGTHS - 1);
  const lengths: number[] = [];
  for (let length = few ? SHORTEST : 1024; length <= top; length *= 2) lengths.push(length);
  return lengths.length > 0 ? lengths : [top];
}

/** What a model takes, and was trained for where that is known. */
function windowOf({ contextWindow, details: { trainedLength } }: Sized): number | undefined {
  if (typeof trainedLength !== "number") return contextWindow;
  return Math.min(trainedLength, contextWindow ?? trainedLength);
}

/**
 * What the smallest gap worth seeing asks for. The model that comes with midspan answers 30 prompts a second; alone
 * and without `detect` it gets 20 documents, so that its run ends within two minutes.
 */
function defaultDocuments({ depths, detect }: Settings, models: readonly Sized[]): number {
  const embedded = models.every(({ id }) => id.startsWith("embedded:"));
  if (detect === undefined && embedded) return FEW_DOCUMENTS;
  return documentsToDetect(depths, detect ?? DETECT) ?? FEW_DOCUMENTS;
}
