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
  const whole = texts.map((text) => `\n${text}\n`.toLowerCase());
  // One search over all texts finds nearly every answer innocent.
  const all = whole.join("");
  for (const [i, { needle }] of facts.entries())
    for (const answer of needle.answers) {
      const wanted = answer.toLowerCase();
      const own = occurrences(whole[i] as string, wanted);
      if (occurrences(all, wanted) === own) continue;
      const other = texts.findIndex((text, j) => j !== i && standsIn(answer, text));
      if (other >= 0)
        throw refuseRecord(
          records[i] as UserRecord,
          ["answers"],
          `must not stand in another needle's text, it is in that of line ${(records[other] as UserRecord).lineOf(["text"])}`,
          answer,
        );
    }
}

function occurrences(text: string, wanted: string): number {
  let n = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) n++;
  return n;
}
