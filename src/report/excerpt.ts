import type { Excerpt } from "../record.ts";
import type { Sample } from "../types.ts";

/** The prompt around its first gold fact: at most `reach` characters before and after, whole code points. */
export function excerptOf(trialId: string, sample: Sample, reach = 240): Excerpt {
  const [gold] = sample.gold;
  const last = sample.messages.findLastIndex((message) => message.role === "user");
  const text = sample.messages[gold?.message ?? last]?.content ?? "";
  const start = gold?.start ?? 0;
  const end = gold?.end ?? 0;
  const needles = sample.needles;
  return {
    trialId,
    before: Array.from(text.slice(Math.max(0, start - 2 * reach), start))
      .slice(-reach)
      .join(""),
    gold: text.slice(start, end),
    after: Array.from(text.slice(end, end + 2 * reach))
      .slice(0, reach)
      .join(""),
    question: needles.map((needle) => needle.question).join("\n"),
    answers: needles.map((needle) => needle.answers[0] ?? ""),
  };
}
