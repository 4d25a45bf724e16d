import type { Finding, Row } from "../findings.ts";
import { createRng } from "../random.ts";
import type { Evicted, EvictionOptions } from "./eviction-finding.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";

const NAME = "stream-loss";

/** Mean loss in buckets of a stream, by cache policy. */
export function streamFinding(all: readonly Evicted[], options: EvictionOptions): Finding {
  return {
    name: NAME,
    question: "How surprising is the next token, as a stream outgrows the cache?",
    rows: all.flatMap((one) => rowsOf(one, options)),
    cautions: [],
  };
}

function rowsOf(
  { model, cache, losses }: Evicted,
  { seed, level, draws, bucket }: EvictionOptions,
): readonly Row[] {
  const tokens = Math.min(...losses.map(({ length }) => length));
  const rng = createRng(seed).fork(NAME).fork(`${model} ${cache}`);
  return Array.from({ length: Math.floor(tokens / bucket) }, (_, i) => {
    const values = losses.map((own) => {
      const part = own.subarray(i * bucket, (i + 1) * bucket);
      return part.reduce((sum, loss) => sum + loss, 0) / part.length;
    });
    return {
      group: { model, cache, tokens: (i + 1) * bucket },
      name: "loss",
      unit: "nats",
      estimate: meanOverPrompts(values, { level, draws, rng: rng.fork(i) }) ?? bareMean(values),
      unscored: 0,
    };
  });
}
