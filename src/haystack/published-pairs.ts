import { z } from "zod";
import { MidspanError } from "../errors.ts";
import type { Needle, NeedleRequest, NeedleSet } from "../types.ts";
import { checkRecord } from "./check-record.ts";
import type { FileSource } from "./needle-file.ts";
import { takeTurn } from "./turn.ts";
import { refuseRecord, type UserRecord } from "./user-record.ts";

const text = z.string().min(1);
const record = z.looseObject({
  ordered_kv_records: z.array(z.tuple([text, text])).min(1),
  key: text,
  value: text,
});

interface Row {
  readonly gold: Needle;
  /** In the file's order. */
  readonly others: readonly Needle[];
}

/**
 * Key-value records as Liu et al. 2024 published theirs; the pairs beside the gold keep their order.
 * Throws `input-file`; `make` throws `does-not-fit` where a record has fewer pairs than asked for.
 */
export function publishedPairs(records: readonly UserRecord[], path: string): FileSource {
  const rows = records.map(toRow);
  const smallest = Math.min(...rows.map(({ others }) => others.length));
  return {
    fit: (factors) => (factors.keys === 0 ? { ...factors, keys: smallest + 1 } : factors),
    make: (request) => makeSet(rows, request, path),
  };
}

function toRow(entry: UserRecord): Row {
  const { ordered_kv_records: pairs, key, value } = checkRecord(entry, record);
  const keys = new Map(pairs);
  if (keys.size < pairs.length) {
    const twice = pairs.find(([name], i) => pairs.findIndex(([other]) => other === name) !== i);
    throw refuseRecord(entry, ["ordered_kv_records"], "must name a key once", twice?.[0]);
  }
  if (keys.get(key) !== value)
    throw refuseRecord(entry, ["value"], "must be that of the key in ordered_kv_records", value);
  const again = pairs.find(([name, other]) => name !== key && other === value);
  if (again !== undefined)
    throw refuseRecord(entry, ["value"], `must not be that of another key, it is of ${again[0]}`, value);
  const needles = pairs.map(([name, own]) => toNeedle(name, own));
  return {
    gold: needles.find(({ id }) => id === key) as Needle,
    others: needles.filter(({ id }) => id !== key),
  };
}

/** Worded as a line of a JSON object. */
function toNeedle(key: string, value: string): Needle {
  return {
    id: key,
    text: `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    question: `Key: ${JSON.stringify(key)}`,
    answers: [value],
    answerPrefix: `${JSON.stringify(key)}: "`,
    subject: key,
  };
}

function makeSet(rows: readonly Row[], request: NeedleRequest, path: string): NeedleSet {
  const { needles, distractors, rng, form } = request;
  if (needles !== 1 || form !== "json-record")
    throw new MidspanError("usage", `task is not for published key-value records; kv-retrieval is: ${path}`);
  const [{ gold, others }] = takeTurn(rows, rng, 1) as readonly [Row];
  if (distractors > others.length)
    throw new MidspanError(
      "does-not-fit",
      `${path} has records of ${others.length + 1} keys; keys asked for: ${distractors + 1}`,
      { cure: `Ask for at most ${others.length + 1} keys.` },
    );
  return { needles: [gold], distractors: others.slice(0, distractors) };
}
