import { MidspanError } from "../errors.ts";
import type { Rng } from "../random.ts";
import type { Needle, NeedleRequest, NeedleSet } from "../types.ts";
import { createLeftOut } from "./left-out.ts";
import type { FileSource } from "./needle-file.ts";
import { type PublishedRow, publishedRow } from "./published-row.ts";
import { standsIn } from "./stands-in.ts";
import { takeTurn } from "./turn.ts";
import type { UserRecord } from "./user-record.ts";

/** Documents of a question where the file gives the gold alone. */
const USUAL = 20;

/**
 * Questions with their documents, as Liu et al. 2024 published theirs: one document of a row is gold, the others
 * lack the answer. Where a row has fewer than asked for, documents of other rows that state no accepted answer
 * follow. Throws `input-file`; `make` throws `does-not-fit` where all rows together have too few.
 * What is left out of the file is in `notes`, see `publishedRow`.
 */
export function publishedDocuments(records: readonly UserRecord[], path: string): FileSource {
  const leftOut = createLeftOut();
  const rows = records.flatMap((record, i) => publishedRow(record, i, leftOut) ?? []);
  const notes = leftOut.notes(path);
  if (rows.length === 0)
    throw new MidspanError("input-file", `${notes[0]}; no row is left of ${records.length}`);
  const usual = commonest(rows.map(({ others }) => others.length + 1));
  const total = rows.reduce((sum, { others }) => sum + others.length + 1, 0);
  return {
    notes,
    published: true,
    fit: (factors) =>
      factors.documents === 0
        ? { ...factors, documents: usual > 1 ? usual : Math.min(USUAL, total) }
        : factors,
    make: (request) => makeSet(rows, request, path),
  };
}

/** The value that most have; the larger of two that equally many have. */
function commonest(values: readonly number[]): number {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const [[value] = [0]] = [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return value;
}

function makeSet(rows: readonly PublishedRow[], request: NeedleRequest, path: string): NeedleSet {
  const { needles, distractors, rng, form = "attribute" } = request;
  if (needles !== 1 || form !== "attribute")
    throw new MidspanError("usage", `task is not for published documents; multi-document-qa is: ${path}`);
  const [{ gold, others }] = takeTurn(rows, rng, 1) as readonly [PublishedRow];
  const own = others.slice(0, distractors);
  const drawn = borrow(rows, [gold, ...own], distractors - own.length, rng.fork("documents"));
  const found = own.length + drawn.length;
  if (found < distractors)
    throw new MidspanError(
      "does-not-fit",
      `${path} has too few documents without the answer of ${gold.id}; asked for ${distractors}: ${found}`,
      { cure: `Ask for at most ${found + 1} documents.` },
    );
  return { whole: true, needles: [gold], distractors: [...own, ...drawn] };
}

/** Documents of any row, no text twice and none that states an answer of the gold. */
function borrow(
  rows: readonly PublishedRow[],
  taken: readonly Needle[],
  n: number,
  rng: Rng,
): readonly Needle[] {
  if (n === 0) return [];
  const [gold] = taken as readonly [Needle];
  const texts = new Set(taken.map(({ text }) => text));
  const drawn: Needle[] = [];
  for (const { gold: other, others } of rng.shuffle(rows))
    for (const document of [other, ...others]) {
      if (drawn.length === n) return drawn;
      const whole = `${document.subject}\n${document.text}`;
      if (texts.has(document.text) || gold.answers.some((answer) => standsIn(answer, whole))) continue;
      texts.add(document.text);
      drawn.push({ ...document, answers: [] });
    }
  return drawn;
}
