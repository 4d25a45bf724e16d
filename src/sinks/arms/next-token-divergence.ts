import type { Estimate } from "../../findings.ts";
import type { OpenEngine } from "../../models/open-engine.ts";
import { createRng } from "../../random.ts";
import { jsDivergence } from "../../stats/js-divergence.ts";
import { percentileInterval } from "../../stats/percentile-interval.ts";
import { resampleMeans } from "../../stats/resample-means.ts";
import { softmax } from "../../stats/softmax.ts";
import type { Sample } from "../../types.ts";

export interface NextTokenDivergence {
  readonly arm: string;
  readonly against: string;
  /** Jensen-Shannon divergence of the answer's first token in bits, 0..1: the mean over items. */
  readonly bits: Estimate;
}

const DRAWS = 2000;

/**
 * How far arms part in what they make a local model say first: the mean over items, bootstrap over items.
 *
 * @param items each the prompts of one item, by arm
 */
export async function nextTokenDivergence(
  { engine, policy }: OpenEngine,
  pairs: readonly (readonly [string, string])[],
  items: AsyncIterable<ReadonlyMap<string, Sample>>,
): Promise<readonly NextTokenDivergence[]> {
  const found = pairs.map((): number[] => []);
  for await (const prompts of items) {
    const shares = new Map<string, Float64Array>();
    for (const [arm, { messages, answerPrefix = "" }] of prompts) {
      const request = { messages, answerPrefix, policy, maxOutputTokens: 1, prefixCache: true };
      shares.set(arm, softmax(await engine.logits(request)));
    }
    pairs.forEach(([arm, against], i) => {
      const [p, q] = [shares.get(arm), shares.get(against)];
      if (p !== undefined && q !== undefined) found[i]?.push(jsDivergence(p, q));
    });
  }
  return pairs.flatMap(([arm, against], i) => {
    const values = Float64Array.from(found[i] ?? []);
    if (values.length === 0) return [];
    const draws = resampleMeans(values, DRAWS, createRng(1).fork("next-token").fork(`${arm}/${against}`));
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    const method = `percentile bootstrap 95 %, ${DRAWS} draws over items`;
    const bits = { value, ...percentileInterval(draws, values.length, 0.95), n: values.length, method };
    return [{ arm, against, bits }];
  });
}
