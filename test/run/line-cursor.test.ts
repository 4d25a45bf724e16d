import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absentText, textOf } from "../../src/record-row.ts";
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
} from "../../src/run/line-cursor.ts";

/** A cursor at the start of a line, behind which memory goes on. */
const at = (line: string, behind = ""): LineCursor => {
  const cursor = lineCursor();
  const bytes = Buffer.from(line + behind);
  setCursor(cursor, bytes, 0, Buffer.byteLength(line));
  return cursor;
};

describe("readNumber", () => {
  const read = (line: string): readonly [value: number, at: number] => {
    const cursor = at(line);
    return [readNumber(cursor), cursor.at];
  };

  it("reads what JSON does, to the last bit", () => {
    const digits = (most: number) => fc.stringMatching(new RegExp(`^\\d{1,${most}}$`));
    const spelled = fc
      .tuple(
        fc.constantFrom("", "-"),
        fc.oneof(
          fc.constant("0"),
          digits(18).filter((whole) => !whole.startsWith("0")),
        ),
        fc.oneof(
          fc.constant(""),
          digits(26).map((decimals) => `.${decimals}`),
        ),
        fc.oneof(
          { weight: 3, arbitrary: fc.constant("") },
          fc.constantFrom("e5", "E-7", "e+02", "e308", "e-330"),
        ),
      )
      .map((parts) => parts.join(""));
    const written = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(spelled, written), fc.constantFrom("", ",", "}", "x", " "), (number, behind) => {
        const value = JSON.parse(number) as number;
        const [found, end] = read(number + behind);
        expect(found).toBe(Number.isFinite(value) ? value : Number.NaN);
        if (Number.isFinite(value)) expect(end).toBe(number.length);
      }),
      { seed: 4, numRuns: 3000 },
    );
  });

  it.each(["", "-", "01", "-01", ".5", "1.", "1.e5", "1e", "1e+", "+1", "x", "-x", '"1"', "null", "1e999"])(
    "finds none in %o",
    (line) => {
      expect(read(line)[0]).toBeNaN();
    },
  );

  it("keeps the sign of nothing, and rounds where digits are too many to be exact", () => {
    expect(read("-0,")).toEqual([-0, 2]);
    expect(read("-0.00")).toEqual([-0, 5]);
    expect(read("9007199254740993")).toEqual([9007199254740992, 16]);
    expect(read("0.12345678901234567890123")).toEqual([0.12345678901234568, 25]);
  });
});

describe("skipLiteral", () => {
  const literal = Buffer.from("0123456789");

  it("goes on behind what it is for, of any length, and no further than the line", () => {
    for (let from = 0; from <= 10; from++)
      for (let to = from; to <= 10; to++) {
        const cursor = at(`${literal.subarray(from, to)}`, "rest");
        expect(skipLiteral(cursor, viewOf(literal), from, to)).toBe(true);
        expect(cursor.at).toBe(to - from);
        if (from === to) continue;
        const cut = at(`${literal.subarray(from, to - 1)}`, `${literal.subarray(to - 1)}`);
        expect(skipLiteral(cut, viewOf(literal), from, to)).toBe(false);
        for (let wrong = from; wrong < to; wrong++) {
          const other = Buffer.from(literal);
          other[wrong] = 0x78;
          expect(skipLiteral(at(`${other.subarray(from, to)}`), viewOf(literal), from, to)).toBe(false);
        }
      }
  });
});

describe("readAscii and readText", () => {
  const reading = (read: typeof readText, line: string, behind = '"') => {
    const [cursor, text] = [at(line, behind), absentText()];
    return read(cursor, text) ? [textOf(text), Buffer.from(line).toString("utf8", cursor.at)] : undefined;
  };

  it("end before the quote", () => {
    for (const read of [readAscii, readText]) {
      expect(reading(read, 'two words", "more"')).toEqual(["two words", '", "more"']);
      expect(reading(read, '"')).toEqual(["", '"']);
      expect(reading(read, ' ~!"')).toEqual([" ~!", '"']);
    }
  });

  it("find none in a line that ends before its text does, whatever stands behind it", () => {
    for (const read of [readAscii, readText])
      for (const line of ["", "cut", "cut\\", 'cut\\"']) expect(reading(read, line)).toBeUndefined();
  });

  it("differ in what is not plain: escapes, other characters", () => {
    for (const line of ['ä"', 'a\\nb"', '\\""', '\u007f"']) expect(reading(readAscii, line)).toBeUndefined();
    expect(reading(readText, 'ä\u2028"')).toEqual(["ä\u2028", '"']);
    expect(reading(readText, 'a\\n\\u0041\\"\\\\"')).toEqual(['a\nA"\\', '"']);
    expect(reading(readText, '\u007f"')).toEqual(["\u007f", '"']);
  });

  it("take no control character, and no escape that is none", () => {
    for (const read of [readAscii, readText])
      for (const line of ['a\tb"', 'a\u0000"', 'a\\\n"']) expect(reading(read, line)).toBeUndefined();
    expect(() => reading(readText, 'a\\qb"')).toThrow(SyntaxError);
  });
});

describe("readFlags", () => {
  const read = (line: string, count: number): readonly [bits: number, rest: string] => {
    const cursor = at(line, "true,false]");
    return [readFlags(cursor, count), line.slice(cursor.at)];
  };

  it("reads as many as are asked for, the first as the highest bit", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (flags) => {
        const bits = flags.reduce((sum, flag) => 2 * sum + (flag ? 1 : 0), 0);
        expect(read(`${JSON.stringify(flags)},`, flags.length)).toEqual([bits, ","]);
        expect(read(JSON.stringify(flags), flags.length + 1)[0]).toBe(-1);
        expect(read(JSON.stringify([...flags, true]), flags.length)[0]).toBe(-1);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it.each(["", "[", "[]", "[tru]", "[falsy]", "[fals", "[true", "[1]", "true]", "[true ]", "[null]"])(
    "finds none in %o",
    (line) => {
      expect(read(line, 1)[0]).toBe(-1);
    },
  );
});
