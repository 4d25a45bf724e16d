import { z } from "zod";
import { checkRecord } from "../../haystack/check-record.ts";
import { readUserRecords } from "../../haystack/user-records.ts";
import { answerList } from "./fields.ts";

const row = z.object({ id: z.union([z.string(), z.number().transform(String)]), answers: answerList });

/** Answers by the id of their query, from a file of `{id, answers}`. Throws `input-file`. */
export function readAnswers(path: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    readUserRecords(path, "answers").records.map((record) => {
      const { id, answers } = checkRecord(record, row);
      return [id, answers];
    }),
  );
}
