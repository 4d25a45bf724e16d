/** Cache policies of one budget: what is tried, and the controls without which nothing is shown. `dense` comes first. */
export function equalBudget(budget: number): readonly string[] {
  const anchored = (kind: string, anchors: number): string => `${kind}:${anchors}+${budget - anchors}`;
  return [
    "dense",
    `window:${budget}`,
    `window:${budget}@original`,
    ...[1, 2, 4, 8].map((sinks) => anchored("sinks", sinks)),
    `${anchored("sinks", 4)}@original`,
    anchored("anchors", 4),
    anchored("after", 4),
    `shift:4+${budget}`,
    ...["knorm", "h2o", "snapkv", "tova"].map((score) => `${score}:${budget}`),
  ];
}
