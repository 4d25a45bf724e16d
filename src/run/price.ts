/** USD for a million tokens of each kind. */
export interface Rates {
  readonly input: number;
  /** Input that the provider's cache answered for; absent = not known, and charged as `input`. */
  readonly cachedInput?: number;
  /** Input that the provider writes into its cache, where it charges for that. */
  readonly cacheWrite?: number;
  /** Reasoning is output everywhere that is listed. */
  readonly output: number;
}

/** What a provider keeps of a prompt. */
export interface CacheRule {
  /** Shortest prefix that is kept, in tokens. */
  readonly minimum: number;
  /** Hits grow by so many tokens. */
  readonly step: number;
  /** `false` = only what a request marks; midspan marks nothing. */
  readonly automatic: boolean;
}

/** USD for a million tokens of each kind. */
export interface Price extends Rates {
  /** Rates of a whole request whose prompt is longer than `above` tokens. */
  readonly long?: Rates & { readonly above: number };
  /** Absent = no prefix is known to be kept. */
  readonly cache?: CacheRule;
  /** YYYY-MM-DD on which the source said so. */
  readonly asOf?: string;
  readonly source?: string;
}

/** What a model's answers cost. `none` = it runs here, nobody charges; `unknown` is never taken for 0. */
export type Charge =
  | { readonly kind: "none" }
  | { readonly kind: "unknown" }
  /** `entry` is the id in the price list that was found. */
  | { readonly kind: "priced"; readonly entry: string; readonly price: Price };

/** Tokens of one call. Cached tokens are a part of the prompt, reasoning is a part of the output. */
export interface Usage {
  readonly promptTokens: number;
  readonly cachedTokens?: number;
  readonly outputTokens: number;
  readonly reasoningTokens?: number;
}

const MILLION = 1_000_000;

/** USD of one call. A server that reports more reasoning than output is charged for the larger. */
export function costOf(price: Price, usage: Usage): number {
  const { promptTokens, cachedTokens = 0, outputTokens, reasoningTokens = 0 } = usage;
  const rates = ratesFor(price, promptTokens);
  const cached = Math.min(cachedTokens, promptTokens);
  const input = (promptTokens - cached) * rates.input + cached * (rates.cachedInput ?? rates.input);
  return (input + Math.max(outputTokens, reasoningTokens) * rates.output) / MILLION;
}

/**
 * USD of an answer. A count that the server did not report is ours: `promptTokens` as we counted them, and a token
 * for each of `characters` of the answer, which is more than any tokenizer makes of it.
 */
export function usageCost(
  price: Price,
  reported: Partial<Usage>,
  promptTokens: number,
  characters: number,
): number {
  return costOf(price, {
    ...reported,
    promptTokens: reported.promptTokens ?? promptTokens,
    outputTokens: reported.outputTokens ?? characters,
  });
}

/** USD that one call can cost at most: nothing cached, all of it written to the cache, every output token used. */
export function worstCost(price: Price, promptTokens: number, outputTokens: number): number {
  const rates = ratesFor(price, promptTokens);
  const input = Math.max(rates.input, rates.cacheWrite ?? 0);
  return (promptTokens * input + outputTokens * rates.output) / MILLION;
}

/** Tokens of a prefix of `shared` tokens that a second prompt gets at the cached price. */
export function cacheHit({ minimum, step, automatic }: CacheRule, shared: number): number {
  if (!automatic || shared < minimum) return 0;
  return minimum + Math.floor((shared - minimum) / step) * step;
}

function ratesFor(price: Price, promptTokens: number): Rates {
  return price.long !== undefined && promptTokens > price.long.above ? price.long : price;
}
