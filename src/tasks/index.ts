import type { Task } from "../types.ts";
import { abstention } from "./abstention.ts";
import { commonWords } from "./common-words.ts";
import { coreference } from "./coreference.ts";
import { counting } from "./counting.ts";
import { frequentWords } from "./frequent-words.ts";
import { kvRetrieval } from "./kv-retrieval.ts";
import { multiDocumentQa } from "./multi-document-qa.ts";
import { multiKey } from "./multi-key.ts";
import { multiNeedle } from "./multi-needle.ts";
import { multiQuery } from "./multi-query.ts";
import { multiValue } from "./multi-value.ts";
import { needle } from "./needle.ts";
import { needleInNeedles } from "./needle-in-needles.ts";
import { needleNoise } from "./needle-noise.ts";
import { nonLiteralNeedle } from "./non-literal-needle.ts";
import { reasoning } from "./reasoning.ts";
import { repeatedWords } from "./repeated-words.ts";
import { uuidChain } from "./uuid-chain.ts";
import { variableTracking } from "./variable-tracking.ts";

/**
 * Every task of the suite; a new one is its file and a line here.
 *
 * @example
 * ```ts
 * const task = tasks.find(({ name }) => name === "needle")!;
 * ```
 */
export const tasks: readonly Task[] = [
  needle,
  multiNeedle,
  multiKey,
  multiValue,
  multiQuery,
  needleNoise,
  needleInNeedles,
  nonLiteralNeedle,
  variableTracking,
  uuidChain,
  commonWords,
  frequentWords,
  kvRetrieval,
  multiDocumentQa,
  reasoning,
  counting,
  repeatedWords,
  coreference,
  abstention,
];
