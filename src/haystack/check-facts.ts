import type { OwnFact } from "./own-facts.ts";
import { standsIn } from "./stands-in.ts";
import { refuseRecord, type UserRecord } from "./user-record.ts";

/**
 * What holds for facts as a set, so that a question has one answer wherever its facts meet. Throws `input-file`.
 *
 * @param records the facts' own, in the same order
 */
export function checkFacts(facts: readonly OwnFact[], records: readonly UserRecord[]): void {
  checkOnce(facts, records, "id");
  checkOnce(facts, records, "question");
  for (const [i, { needle, nearMisses }] of facts.entries()) {
    const record = records[i] as UserRecord;
    const [stated = ""] = needle.answers;
    if (!needle.text.toLowerCase().includes(stated.toLowerCase()))
      throw refuseRecord(record, ["answers"], "one of them must stand in the text", needle.answers);
    for (const [j, { text, answers }] of nearMisses.entries()) {
      const given = needle.answers.find(
        (answer) => standsIn(answer, text) || answers.some((other) => standsIn(answer, other)),
      );
      if (given !== undefined)
        throw refuseRecord(record, ["distractors", j], `must not give the answer "${given}"`, text);
    }
  }
  checkApart(facts, records);
}

function checkOnce(
  facts: readonly OwnFact[],
  records: readonly UserRecord[],
  field: "id" | "question",
): void {
  const seen = new Map<string, UserRecord>();
  for (const [i, { needle }] of facts.entries()) {
    const record = records[i] as UserRecord;
    const key = needle[field].toLowerCase().replace(/\s+/g, " ");
    const before = seen.get(key);
    if (before !== undefined)
      throw refuseRecord(
        record,
        [field],
        `must be given once, it is in line ${before.lineOf([field])}`,
        needle[field],
      );
    seen.set(key, record);
  }
}

/** No needle's text or near-miss states the answer of another. */
function checkApart(facts: readonly OwnFact[], records: readonly UserRecord[]): void {
  const texts = facts.map(({ needle, nearMisses }) =>
    [needle, ...nearMisses].map(({ text }) => text).join("\n"),
  );
  const candidates = textsByWord(texts);
  for (const [i, { needle }] of facts.entries())
    for (const answer of needle.answers) {
      const other = candidates(answer).find((j) => j !== i && standsIn(answer, texts[j] as string));
      if (other === undefined) continue;
      const { lineOf } = records[other] as UserRecord;
      const rule = `must not stand in another needle's text, it is in that of line ${lineOf(["text"])}`;
      throw refuseRecord(records[i] as UserRecord, ["answers"], rule, answer);
    }
}

/** Words of scripts that put something else than letters between them. */
const SPACED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+/gu;

/** Indices of the texts that may state an answer: those with its first word, or all where it begins with none. */
function textsByWord(texts: readonly string[]): (answer: string) => readonly number[] {
  const all = texts.map((_, i) => i);
  const byWord = new Map<string, number[]>();
  for (const [i, text] of texts.entries())
    for (const word of new Set(text.toLowerCase().match(SPACED))) {
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, [i]);
      else known.push(i);
    }
  return (answer) => {
    const lower = answer.toLowerCase();
    const [word] = lower.match(SPACED) ?? [];
    return word === undefined || !lower.startsWith(word) ? all : (byWord.get(word) ?? []);
  };
}
