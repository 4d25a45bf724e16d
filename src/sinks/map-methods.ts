/** What the numbers of a look into a model mean, for its page. */
export const MAP_METHODS: readonly (readonly [string, string])[] = [
  [
    "Importance",
    "the mean attention that a position gets from all queries that can see it, in one head: alpha_k = 1/(T - k) sum of A(i, k) over queries i from k on, positions counted from 0 (Gu et al. 2025, When Attention Sink Emerges in Language Models, section 3).",
  ],
  [
    "Chance",
    "the same where every query attends to all tokens before it alike: (H_T - H_k) / (T - k), for the first token H_T / T with the harmonic number H. A short prompt gives the first token much attention by that alone.",
  ],
  [
    "Sink rate",
    "the share of heads whose importance of the first token is above epsilon (Gu et al. use 0.3).",
  ],
  [
    "Verdict",
    "a sink: in some head the first token gets more than chance, by intervals whose level is shared out over all heads (Bonferroni). No sink: in every head it gets less. None shown: neither.",
  ],
  ["Intervals", "bootstrap over prompts, 10,000 draws, bias-corrected and accelerated (Efron 1987)."],
  [
    "Key and value",
    "length of the first token's key or value vector, over the median of all tokens of the prompt; a sink that only takes attention up has a short value.",
  ],
];
