import { parseJson } from "./parse-json.ts";
import { LONGEST_RECORD, type Row, shown } from "./row.ts";

/** JSON values, one a line. Blank lines are passed over; a line that is no JSON is a row that is broken. */
export async function* lineRows(
  pieces: AsyncIterable<string>,
  longest = LONGEST_RECORD,
): AsyncGenerator<Row> {
  let rest = "";
  let line = 1;
  let tooLong = false;
  for await (const piece of pieces) {
    const parts = piece.split("\n");
    for (const [i, part] of parts.entries()) {
      if (!tooLong) rest += part;
      if (rest.length > longest) {
        tooLong = true;
        rest = "";
      }
      if (i === parts.length - 1) break;
      yield* rowOf(rest, line, tooLong);
      rest = "";
      tooLong = false;
      line++;
    }
  }
  yield* rowOf(rest, line, tooLong);
}

function* rowOf(text: string, line: number, tooLong: boolean): Generator<Row> {
  if (tooLong) yield { line, broken: "line; must be no longer than a record may be (64 MB): longer" };
  if (text.trim() === "") return;
  try {
    yield { line, value: parseJson(text) };
  } catch {
    yield { line, broken: `line; must be JSON: ${shown(text)}` };
  }
}
