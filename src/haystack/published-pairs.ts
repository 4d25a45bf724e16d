import { z } from "zod";
import { MidspanError } from "../errors.ts";
import type { Needle, NeedleRequest, NeedleSet } from "../types.ts";
import { checkRecord } from "./check-record.ts";
import type { FileSource } from "./needle-file.ts";
import { takeTurn } from "./turn.ts";
import { refuseRecord, type UserRecord } from "./user-record.ts";

const text = z.string().min(1);
const record = z.object({
  ordered_kv_records: z.array(z.tuple([text, text])).min(1),
  key: text,
  value: text,
});

type Row = Pick<z.infer<typeof record>, "ordered_kv_records" | "key" | "value">;

/**
 * Key-value records as Liu et al. 2024 published theirs; the pairs beside the gold keep their order. A record that
 * contradicts itself has no right answer and refuses the file; none of the published ones does.
 * Throws `input-file`; `make` throws `does-not-fit` where a record has fewer pairs than asked for.
 */
export function publishedPairs(records: readonly UserRecord[], path: string): FileSource {
  const rows = records.map(checked);
  const smallest = rows.reduce((least, row) => Math.min(least, row.ordered_kv_records.length), Infinity);
  return {
    published: true,
    fit: (factors) => (factors.keys === 0 ? { ...factors, keys: smallest } : factors),
    make: (request) => makeSet(rows, request, path),
  };
}

function checked(entry: UserRecord): Row {
  const { ordered_kv_records, key, value } = checkRecord(entry, record);
  const keys = new Map(ordered_kv_records);
  if (keys.size < ordered_kv_records.length) {
    const seen = new Set<string>();
    const twice = ordered_kv_records.find(([name]) => seen.size === seen.add(name).size);
    throw refuseRecord(entry, ["ordered_kv_records"], "must name a key once", twice?.[0]);
  }
  if (keys.get(key) !== value)
    throw refuseRecord(entry, ["value"], "must be that of the key in ordered_kv_records", value);
  const again = ordered_kv_records.find(([name, other]) => name !== key && other === value);
  if (again !== undefined)
    throw refuseRecord(entry, ["value"], `must not be that of another key, it is of ${again[0]}`, value);
  return { ordered_kv_records, key, value };
}

/** Worded as a line of a JSON object. */
function toNeedle([key, value]: readonly [string, string]): Needle {
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
  const [{ ordered_kv_records: pairs, key, value }] = takeTurn(rows, rng, 1) as readonly [Row];
  if (distractors >= pairs.length)
    throw new MidspanError(
      "does-not-fit",
      `${path} has records of ${pairs.length} keys; keys asked for: ${distractors + 1}`,
      { cure: `Ask for at most ${pairs.length} keys.` },
    );
  const others = pairs.filter(([name]) => name !== key).slice(0, distractors);
  return { needles: [toNeedle([key, value])], distractors: others.map(toNeedle) };
}
