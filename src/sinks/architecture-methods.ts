/** What a comparison of architectures means, for its page. */
export const ARCHITECTURE_METHODS: readonly (readonly [string, string])[] = [
  [
    "Models",
    "trained from nothing by one recipe; the batches of a seed are the same for every architecture, so differences are paired by seed. What they are: models/variants/README.md.",
  ],
  [
    "Strongest sink",
    "importance of the first token (Gu et al. 2025) in the head that gives it most, less that of uniform attention, over invented texts; sink rate: heads above 0.3.",
  ],
  [
    "Recall",
    "of a needle among near-duplicates, over all depths; with the whole cache, without the first four tokens, and with two cut caches of one budget.",
  ],
  ["Added loss", "nats a token above the dense cache, over streams of plain text, behind the budget."],
  [
    "Intervals",
    "Student's t over seeds (n = seeds), p of differences by Holm's rule over all measures and architectures.",
  ],
];
