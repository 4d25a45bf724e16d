import type { Flag } from "../chunk-set.ts";

/** Ids that a note names. */
const NAMED = 5;

/** A sentence for each rule that was broken, with the ids of those that broke it. */
export function notesOf(flagged: readonly Flag[]): readonly string[] {
  const rules = new Map<string, Set<string>>();
  for (const { questionId, rule } of flagged) {
    const known = rules.get(rule);
    if (known === undefined) rules.set(rule, new Set([questionId]));
    else known.add(questionId);
  }
  return [...rules].map(([rule, ids]) => {
    const named = [...ids].slice(0, NAMED).join(", ");
    const count = `${ids.size.toLocaleString("en")} ${ids.size === 1 ? "question" : "questions"}`;
    return `${count}: ${rule}: ${named}${ids.size > NAMED ? ", ..." : ""}`;
  });
}
