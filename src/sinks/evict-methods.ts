/** What the numbers of cut caches mean, for their page. */
export const EVICT_METHODS: readonly (readonly [string, string])[] = [
  [
    "Policies",
    "dense: everything. window: the most recent tokens. sinks:S+W: the first S and the most recent W (Xiao et al. 2023, StreamingLLM). @original: every token keeps the position that it had in the text, as a cache does whose keys are not turned again. anchors: tokens drawn at random in place of the first; after: the tokens behind the first; both are controls: what they do, sinks do not explain. shift: half of the cache goes at once, as in llama.cpp. knorm, h2o, snapkv, tova: the tokens with the best scores in each layer and head, chosen again after every piece of at most 64 tokens.",
  ],
  ["Budget", "tokens that every bounded cache holds at most, the piece that is being read included."],
  [
    "Loss",
    "minus the logarithm of the probability that the model gives the token that comes, in nats, over plain invented texts without facts to find; the same streams for every policy, so that differences are paired.",
  ],
  [
    "Onset",
    "the first 64 tokens from which on every mean loss stays above the dense cache by more than the stated nats, by the lower end of its 95 % interval. A hard passage alone is not an onset.",
  ],
  [
    "Inside, outside",
    "whether a fact stands within what the cache still holds when the answer begins, which follows from where it stands; facts that a cut goes through are counted only among all. Caches that go by scores keep other tokens in every head.",
  ],
  [
    "Intervals",
    "bootstrap over streams or documents, 10,000 draws, bias-corrected and accelerated (Efron 1987); Wilson's where all documents came out alike.",
  ],
];
