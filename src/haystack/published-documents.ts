import { z } from "zod";
import { MidspanError } from "../errors.ts";
import type { Rng } from "../random.ts";
import type { Needle, NeedleRequest, NeedleSet } from "../types.ts";
import { checkRecord } from "./check-record.ts";
import type { FileSource } from "./needle-file.ts";
import { standsIn } from "./stands-in.ts";
import { takeTurn } from "./turn.ts";
import { refuseRecord, type UserRecord } from "./user-record.ts";

const document = z.looseObject({
  title: z.string().nullish(),
  text: z.string().min(1),
  isgold: z.boolean(),
  hasanswer: z.boolean().nullish(),
});
const row = z.looseObject({
  question: z.string().min(1),
  answers: z.array(z.string().min(1)).min(1),
  ctxs: z.array(document).min(1),
});

interface Row {
  readonly gold: Needle;
  /** In the file's order. */
  readonly others: readonly Needle[];
}

/** Documents of a question where the file gives the gold alone. */
const USUAL = 20;

/**
 * Questions with their documents, as Liu et al. 2024 published theirs: one document of a row is gold, the others
 * lack the answer. Where a row has fewer than asked for, documents of other rows that state no accepted answer
 * follow. Throws `input-file`; `make` throws `does-not-fit` where all rows together have too few.
 */
export function publishedDocuments(records: readonly UserRecord[], path: string): FileSource {
  const rows = records.map(toRow);
  const smallest = Math.min(...rows.map(({ others }) => others.length + 1));
  const total = rows.reduce((sum, { others }) => sum + others.length + 1, 0);
  return {
    fit: (factors) =>
      factors.documents === 0
        ? { ...factors, documents: smallest > 1 ? smallest : Math.min(USUAL, total) }
        : factors,
    make: (request) => makeSet(rows, request, path),
  };
}

function toRow(record: UserRecord, index: number): Row {
  const { question, answers, ctxs } = checkRecord(record, row);
  const golds = ctxs.filter(({ isgold }) => isgold).length;
  if (golds !== 1) throw refuseRecord(record, ["ctxs"], "must have one document with isgold true", golds);
  const wrong = ctxs.findIndex(({ isgold, hasanswer }) => !isgold && hasanswer === true);
  if (wrong >= 0)
    throw refuseRecord(record, ["ctxs", wrong, "hasanswer"], "must be false beside the gold", true);
  const needles = ctxs.map(
    ({ title, text, isgold }, i): Needle => ({
      id: `row ${index + 1}, document ${i + 1}`,
      text,
      subject: title ?? "",
      question: `Question: ${question}`,
      answers: isgold ? answers : [],
      answerPrefix: "Answer:",
    }),
  );
  return {
    gold: needles.find((_, i) => ctxs[i]?.isgold) as Needle,
    others: needles.filter((_, i) => !ctxs[i]?.isgold),
  };
}

function makeSet(rows: readonly Row[], request: NeedleRequest, path: string): NeedleSet {
  const { needles, distractors, rng, form = "attribute" } = request;
  if (needles !== 1 || form !== "attribute")
    throw new MidspanError("usage", `task is not for published documents; multi-document-qa is: ${path}`);
  const [{ gold, others }] = takeTurn(rows, rng, 1) as readonly [Row];
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
function borrow(rows: readonly Row[], taken: readonly Needle[], n: number, rng: Rng): readonly Needle[] {
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
