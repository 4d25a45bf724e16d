import type { Estimate, Finding, Row } from "../findings.ts";
import { signedDecimals } from "../number-words.ts";
import { createRng } from "../random.ts";
import { average } from "../stats/average.ts";
import { chanceAt, importanceAt, sinkRate } from "./importance.ts";
import type { LookedModel, SinkOptions } from "./looked-prompt.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";

const NAME = "attention-sink";

/**
 * Importance of the first token by layer and head, less what uniform attention would give it; sink rates; attention to
 * nothing. One row a head and number; verdicts by intervals whose level is shared out over the heads (Bonferroni).
 */
export function sinkFinding(models: readonly LookedModel[], options: SinkOptions): Finding {
  const rows = models.flatMap((model) => rowsOf(model, options));
  const few = models.filter(({ prompts }) => prompts.length < 2).map(({ model }) => model);
  return {
    name: NAME,
    question: "Does attention gather on the first token, more than chance?",
    rows,
    cautions:
      few.length === 0
        ? []
        : [`one prompt says nothing about others; two at least for an interval: ${few.join(", ")}`],
  };
}

function rowsOf(looked: LookedModel, options: SinkOptions): readonly Row[] {
  const { model, prompts } = looked;
  const first = prompts[0];
  if (first === undefined) return [];
  const rng = createRng(options.seed).fork(NAME).fork(model);
  const alphas = prompts.map(({ sums }) => importanceAt(sums, 0));
  const chances = prompts.map(({ sums }) => chanceAt(sums.tokens, 0));
  const heads = first.sums.layers.flatMap(({ heads: count }, layer) =>
    Array.from({ length: count }, (_, head) => ({ layer, head })),
  );
  const shared = 1 - (1 - options.level) / heads.length;
  const excess = heads.map(({ layer, head }) => {
    const own = alphas.map((alpha) => alpha[layer]?.[head] ?? 0);
    const above = own.map((alpha, i) => alpha - (chances[i] ?? 0));
    const sure = (level: number): Estimate | undefined =>
      meanOverPrompts(above, { level, draws: options.draws, rng: rng.fork(`${layer}/${head}`) });
    return { layer, head, own, above: sure(options.level) ?? bareMean(above), strict: sure(shared) };
  });
  const perHead = excess.flatMap(({ layer, head, own, above }): readonly Row[] => [
    {
      group: { model, layer, head },
      name: "importance of the first token",
      estimate: bareMean(own),
      unscored: 0,
    },
    { group: { model, layer, head }, name: "importance above chance", estimate: above, unscored: 0 },
    {
      group: { model, layer, head },
      name: "queries that attend to it most",
      estimate: firstMost(looked, layer, head),
      unscored: 0,
    },
    ...toNothing(looked, layer, head),
  ]);
  const rates = options.epsilons.map((epsilon): Row => {
    const values = prompts.map(({ sums }) => sinkRate(sums, 0, epsilon));
    const sure = { level: options.level, draws: options.draws, rng: rng.fork(`rate ${epsilon}`) };
    return {
      group: { model, epsilon },
      name: "sink rate",
      estimate: meanOverPrompts(values, sure) ?? bareMean(values),
      unscored: 0,
    };
  });
  const mean = alphas.map((alpha) => average(alpha.flat()));
  const share: Row = {
    group: { model },
    name: "share of the first token",
    estimate:
      meanOverPrompts(mean, { level: options.level, draws: options.draws, rng: rng.fork("share") }) ??
      bareMean(mean),
    unscored: 0,
  };
  const chance: Row = { group: { model }, name: "chance", estimate: bareMean(chances), unscored: 0 };
  return [verdictRow(model, excess, average(chances)), share, chance, ...rates, ...perHead];
}

interface Excess {
  readonly layer: number;
  readonly head: number;
  readonly own: readonly number[];
  readonly above: Estimate;
  readonly strict: Estimate | undefined;
}

function verdictRow(model: string, excess: readonly Excess[], chance: number): Row {
  const strongest = excess.reduce((a, b) => (b.above.value > a.above.value ? b : a));
  const above = excess.filter(({ strict }) => strict !== undefined && strict.low > 0).length;
  const below = excess.filter(({ strict }) => strict !== undefined && strict.high < 0).length;
  const known = strongest.strict !== undefined;
  const verdict = !known
    ? "one prompt only"
    : above > 0
      ? "a sink"
      : below === excess.length
        ? "no sink"
        : "none shown";
  const { layer, head, own, above: by } = strongest;
  const interval = known ? `, 95 % interval ${points(by.low)} to ${points(by.high)}` : "";
  const far = `${points(Math.abs(by.value))} points ${by.value < 0 ? "below" : "above"}`;
  return {
    group: { model, layer, head },
    name: "verdict",
    estimate: by,
    unscored: 0,
    verdict,
    sentence:
      `Head ${head} of layer ${layer} gives the first token ${percent(average(own))} of its attention, ` +
      `${far} the ${percent(chance)} of chance (n = ${by.n} prompts${interval}); ` +
      `${above} of ${excess.length} heads are above chance, ${below} below it, all taken together.`,
  };
}

function firstMost({ prompts }: LookedModel, layer: number, head: number): Estimate {
  return bareMean(prompts.map(({ sums }) => (sums.layers[layer]?.firstMost[head] ?? 0) / sums.tokens));
}

function toNothing({ model, prompts }: LookedModel, layer: number, head: number): readonly Row[] {
  const shares = prompts.flatMap(({ sums }) => {
    const sum = sums.layers[layer]?.nothing?.[head];
    return sum === undefined ? [] : [sum / sums.tokens];
  });
  if (shares.length === 0) return [];
  return [
    { group: { model, layer, head }, name: "attention to nothing", estimate: bareMean(shares), unscored: 0 },
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function points(share: number): string {
  return signedDecimals(100 * share, 1);
}
