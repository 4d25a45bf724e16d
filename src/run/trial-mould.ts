import type { Trial } from "../record.ts";
import {
  absentText,
  areAlike,
  clearText,
  emptyRow,
  type LineText,
  type RecordRow,
  rowOf,
} from "../record-row.ts";
import { ROW_NUMBERS, ROW_TEXTS } from "../row-kind.ts";
import {
  type LineCursor,
  lineCursor,
  readAscii,
  readFlags,
  readNumber,
  readText,
  setCursor,
  skipLiteral,
  viewOf,
} from "./line-cursor.ts";
import { HOLE_TYPES, type Hole, type HoleType, isMarked, type Pieces, piecesOf } from "./trial-pieces.ts";

/** The form that lines of one kind share, and what of a line differs. */
export interface TrialMould {
  /**
   * Fills the row with the trial of a line of this form, but for `trial`; false for any other line, which may be a trial
   * all the same. Throws where a text has an escape that is none.
   */
  fill(row: RecordRow, line: LineCursor): boolean;
}

const [ASCII, TEXT, NUMBER, GOLD_DEPTH, FOUND] = numbersOf("ascii", "text", "number", "goldDepth", "found");

function numbersOf(...types: readonly HoleType[]): readonly (number | undefined)[] {
  return types.map((type) => HOLE_TYPES.indexOf(type));
}

/** Facts of which the found ones are told apart as the bits of one number, and patterns of them that are kept. */
const MOST_FACTS = 50;
const MOST_KINDS = 1024;

/**
 * Learns the form of a line from its trial: everything of the line stands as it is, but for what is told apart by
 * trial (id, lengths, depths, counts, times, answer). Undefined where the line is not as `formatTrialLine` writes it.
 */
export function trialMould(line: string, trial: Trial): TrialMould | undefined {
  if (isMarked(line) || (trial.score?.found.length ?? 0) > MOST_FACTS) return undefined;
  const [row, own] = [emptyRow(trial), lineCursor()];
  const bytes = Buffer.from(line);
  setCursor(own, bytes, 0, bytes.length);
  try {
    const mould = mouldOf(trial, piecesOf(trial)); // which a server's own account may be too deep for
    return mould.fill(row, own) && areAlike(row, rowOf(trial)) ? mould : undefined;
  } catch {
    return undefined;
  }
}

/** Written out, since a record has a million lines. */
function mouldOf(trial: Trial, { literals, holes }: Pieces): TrialMould {
  const bytes = Buffer.concat(literals);
  const literal = viewOf(bytes);
  const ends = Int32Array.from(endsOf(literals));
  const types = Int8Array.from(holes, ({ type }) => HOLE_TYPES.indexOf(type));
  const places = Int32Array.from(holes, ({ place }) => place);
  const kindOf = kindsOf(trial);
  const goldDepths = holes.filter(({ type }) => type === "goldDepth").length;
  const noNumbers = missing(ROW_NUMBERS, holes, ["number", "share"]);
  const noTexts = missing(ROW_TEXTS, holes, ["ascii", "text"]);
  const unused = absentText();
  return {
    fill(row, line) {
      const { numbers, texts } = row;
      row.kind = trial;
      row.goldDepths.length = goldDepths;
      for (const at of noNumbers) numbers[at] = Number.NaN;
      for (const at of noTexts) clearText(texts[at] as LineText);
      let from = 0;
      for (let i = 0; i < types.length; i++) {
        const to = ends[i] as number;
        if (!skipLiteral(line, literal, from, to)) return false;
        from = to;
        const type = types[i];
        const place = places[i] as number;
        if (type === ASCII) {
          if (!readAscii(line, texts[place] ?? unused)) return false;
        } else if (type === TEXT) {
          if (!readText(line, texts[place] ?? unused)) return false;
        } else if (type === FOUND) {
          const kind = kindOf(line);
          if (kind === undefined) return false;
          row.kind = kind;
        } else {
          const value = readNumber(line);
          if (type === NUMBER ? Number.isNaN(value) : !(value >= 0 && value <= 1)) return false;
          if (type === GOLD_DEPTH) row.goldDepths[place] = value;
          else if (place >= 0) numbers[place] = value;
        }
      }
      return skipLiteral(line, literal, from, bytes.length) && line.at === line.end;
    },
  };
}

/** Places of which no hole is. */
function missing(names: readonly string[], holes: readonly Hole[], types: readonly HoleType[]): number[] {
  const there = holes.filter(({ type }) => types.includes(type)).map(({ place }) => place);
  return names.map((_, at) => at).filter((at) => !there.includes(at));
}

/** By the facts that were found; undefined where the line does not say so of each. */
function kindsOf(trial: Trial): (line: LineCursor) => Trial | undefined {
  const kinds = new Map<number, Trial>();
  const facts = trial.score?.found.length ?? 0;
  return (line) => {
    const bits = readFlags(line, facts);
    if (bits < 0) return undefined;
    const known = kinds.get(bits);
    if (known !== undefined || trial.score === undefined) return known;
    const found = Array.from(
      { length: facts },
      (_, fact) => Math.floor(bits / 2 ** (facts - 1 - fact)) % 2 === 1,
    );
    const kind = { ...trial, score: { ...trial.score, found } };
    // Of many facts there are more patterns than trials.
    if (kinds.size === MOST_KINDS) kinds.clear();
    kinds.set(bits, kind);
    return kind;
  };
}

function endsOf(literals: readonly Buffer[]): number[] {
  let end = 0;
  return literals.map(({ length }) => {
    end += length;
    return end;
  });
}
