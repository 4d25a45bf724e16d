import type { Estimate } from "../findings.ts";
import type { OpenEngine } from "../models/open-engine.ts";
import { createRng } from "../random.ts";
import { percentileInterval } from "../stats/percentile-interval.ts";
import { resampleMeans } from "../stats/resample-means.ts";
import type { Haystack } from "../types.ts";
import { placeholderNamed, referencePlaceholder } from "./arms/placeholders.ts";
import { beginningOf } from "./plain-texts.ts";

export interface PlaceholderLoss {
  readonly placeholder: string;
  /** Nats a token, all tokens but each document's first. */
  readonly loss: Estimate;
  /** The same minus that behind the reference, paired by document; absent for the reference itself. */
  readonly difference?: Estimate;
}

export interface LossOptions {
  readonly names: readonly string[];
  readonly documents: number;
  /** Characters of each document; about four a token. */
  readonly characters: number;
  readonly seed: number;
}

const DRAWS = 2000;
const METHOD = `percentile bootstrap 95 %, ${DRAWS} draws over documents`;

/** Per-token loss of a local model on documents behind each placeholder and nothing else. */
export async function placeholderLoss(
  { engine, policy }: OpenEngine,
  haystack: Haystack,
  { names, documents, characters, seed }: LossOptions,
): Promise<readonly PlaceholderLoss[]> {
  const means = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let i = 0; i < documents; i++) {
    const text = beginningOf(haystack, seed + i, characters);
    for (const name of names) {
      const losses = await engine.lossesBehind({
        front: placeholderNamed(name).front(seed + i),
        text,
        policy,
      });
      means.get(name)?.push(losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
    }
  }
  const reference = referencePlaceholder(names);
  const base = means.get(reference) ?? [];
  return names.map((name): PlaceholderLoss => {
    const own = means.get(name) ?? [];
    const loss = estimateOf(own, `${name}`);
    if (name === reference) return { placeholder: name, loss };
    const differences = own.map((value, j) => value - (base[j] ?? 0));
    return { placeholder: name, loss, difference: estimateOf(differences, `${name} difference`) };
  });
}

function estimateOf(values: readonly number[], label: string): Estimate {
  const draws = resampleMeans(values, DRAWS, createRng(1).fork("placeholder-loss").fork(label));
  const value = values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
  return { value, ...percentileInterval(draws, values.length, 0.95), n: values.length, method: METHOD };
}
