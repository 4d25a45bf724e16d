import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import { areAlike, emptyRow, type RecordRow, rowOf } from "../../src/record-row.ts";
import type { RowKind } from "../../src/row-kind.ts";
import { lineCursor, setCursor } from "../../src/run/line-cursor.ts";
import { formatTrialLine, parseTrialLine } from "../../src/run/trial-line.ts";
import { type TrialMould, trialMould } from "../../src/run/trial-mould.ts";
import { createTrialReader } from "../../src/run/trial-reader.ts";
import { trialNumber } from "./trials.ts";

const count = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
const share = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\n", "\u0001text id"),
);

/** Few values of what tells kinds apart, so that lines repeat a form; any of what differs. */
const someTrial: fc.Arbitrary<Trial> = fc
  .record({
    n: fc.nat(),
    model: fc.constantFrom("a:one", "a:t.w[o]", "a:\u0001text id"),
    seed: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    contextLength: count,
    tokens: count,
    depth: share,
    recall: share,
    goldDepths: fc.array(share, { maxLength: 2 }),
    found: fc.array(fc.boolean(), { maxLength: 2 }),
    output: text,
    beside: fc.record({ decoy: text, firstLine: share, statedIn: fc.nat() }, { requiredKeys: [] }),
    spent: fc.record(
      {
        ...{ promptTokens: fc.nat(), cachedTokens: fc.nat(), prefillMs: count, totalMs: count },
        responseId: fc.oneof(fc.nat().map(String), text),
        usage: fc.record({ total: fc.nat(), parts: fc.constant([1, "two", null, { deep: 3 }]) }),
      },
      { requiredKeys: [] },
    ),
    factors: fc.constantFrom({ arm: "context" }, { arm: "context", note: "\u0001number seed" }, {}),
    failed: fc.boolean(),
  })
  .map(
    ({
      n,
      model,
      seed,
      contextLength,
      tokens,
      depth,
      recall,
      goldDepths,
      found,
      output,
      beside,
      ...rest
    }) => {
      const trial = trialNumber(n, {
        model,
        cell: { task: "echo", contextLength, depth, seed, factors: rest.factors as Trial["cell"]["factors"] },
        actual: { tokens, goldDepths, tokenizer: "words@1" },
        output,
        score: { recall, found, ...beside },
        generation: { finish: { reason: "stop" }, ...rest.spent },
      });
      if (!rest.failed) return trial;
      const { output: _, score: __, generation: ___, ...bare } = trial;
      return { ...bare, status: "failed", error: { code: "timeout", message: output } };
    },
  );

/** A line with a character more, less or changed, as a disk or an editor may leave it. */
const damagedAt = (line: string, at: number, by: string, gone: number): string => {
  const place = at % (line.length + 1);
  return line.slice(0, place) + by + line.slice(place + gone);
};

/** A line somewhere in memory, with others around it. */
const inMemory = (line: string): readonly [bytes: Buffer, start: number, end: number] => {
  const bytes = Buffer.from(`before"}\n${line}\n99"}]`);
  return [bytes, 9, bytes.length - 6];
};

/** The trial of a row that says the same as its trial does. */
const trialOf = (row: RecordRow | undefined): Trial | undefined => {
  if (row === undefined) return undefined;
  const trial = row.trial();
  expect(areAlike(row, rowOf(trial))).toBe(true);
  expect(sharedOf(row.kind)).toEqual(sharedOf(trial));
  return trial;
};

/** What a kind has to say of all of its trials. */
const sharedOf = ({
  id,
  promptSha256,
  startedAt,
  output,
  ...rest
}: RowKind & Partial<Pick<Trial, "id" | "promptSha256" | "startedAt" | "output">>) => ({
  ...rest,
  cell: { task: rest.cell.task, factors: rest.cell.factors },
  actual: { ...rest.actual, tokens: 0, goldDepths: rest.actual.goldDepths.length },
  score: rest.score && {
    ...{ found: rest.score.found, item: rest.score.item, judgedBy: rest.score.judgedBy },
    ...{ decoy: rest.score.decoy === undefined, abstained: rest.score.abstained },
  },
  generation: rest.generation && { finish: rest.generation.finish, judged: rest.generation.judged },
});

const createReader = () => {
  const read = createTrialReader();
  return {
    read: (line: string): Trial | undefined => trialOf(read(...inMemory(line))),
    /** One and the same for lines of one form. */
    factorsOf: (line: string): Trial["cell"]["factors"] | undefined => {
      const row = read(...inMemory(line));
      expect(trialOf(row)).toStrictEqual(parsed(line));
      return row?.kind.cell.factors;
    },
  };
};

/** As it is read from a file: half of a surrogate pair is in none. */
const parsed = (line: string): Trial | undefined => parseTrialLine(Buffer.from(line).toString());

const take = (mould: TrialMould | undefined, line: string): Trial | undefined => {
  const row = emptyRow(trialNumber(0));
  const cursor = lineCursor();
  setCursor(cursor, ...inMemory(line));
  row.trial = () => parseTrialLine(line) as Trial;
  return mould?.fill(row, cursor) === true ? trialOf(row) : undefined;
};

describe("createTrialReader", () => {
  it("reads every line as it is read alone, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(someTrial, { minLength: 2, maxLength: 30 }), (trials) => {
        const { read } = createReader();
        for (const trial of [...trials, ...trials]) {
          const line = formatTrialLine(trial).trimEnd();
          expect(read(line)).toStrictEqual(parsed(line));
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("takes no damaged line for a trial, and no changed one for what it was", () => {
    const change = fc.tuple(
      fc.nat(),
      fc.oneof(fc.constantFrom("", "-", "0", "1", "9", ".", "e", '"', "\\", "}", ",", "null"), fc.string()),
      fc.nat(2),
    );
    fc.assert(
      fc.property(someTrial, fc.array(change, { minLength: 20, maxLength: 20 }), (trial, changes) => {
        const { read } = createReader();
        const line = formatTrialLine(trial).trimEnd();
        read(line);
        for (const [at, by, gone] of changes) {
          const other = damagedAt(line, at, by, gone);
          expect(read(other)).toStrictEqual(parsed(other));
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("reads a line of as many facts as a line can hold", () => {
    const { read } = createReader();
    const goldDepths = Array.from({ length: 300_000 }, (_, i) => (i % 10) / 10);
    const trial = trialNumber(1, { actual: { tokens: 60, goldDepths, tokenizer: "words@1" } });
    expect(read(formatTrialLine(trial).trimEnd())?.actual.goldDepths).toHaveLength(300_000);
  });

  it("reads a line that is nested deeper than anyone goes into it", () => {
    const { read } = createReader();
    const usage = `${"[".repeat(4000)}1${"]".repeat(4000)}`;
    const trial = trialNumber(1, { generation: { finish: { reason: "stop" }, usage: 0 } });
    const line = formatTrialLine(trial).trimEnd().replace('"usage":0', `"usage":${usage}`);
    for (let i = 0; i < 2; i++) expect(read(line)?.id).toBe("id-1");
  });

  it("keeps no more of kinds than there can be use of", () => {
    const read = createTrialReader();
    const kinds = new Set<unknown>();
    const lineOf = (bits: number): string => {
      const found = Array.from({ length: 12 }, (_, i) => ((bits >> i) & 1) === 1);
      return formatTrialLine(trialNumber(bits, { score: { recall: 0.5, found } })).trimEnd();
    };
    for (const bits of [...Array.from({ length: 3000 }, (_, i) => i), 5, 5]) {
      const row = read(...inMemory(lineOf(bits)));
      expect(row?.kind.score?.found).toEqual(parseTrialLine(lineOf(bits))?.score?.found);
      if (bits === 5) kinds.add(row?.kind);
    }
    expect(kinds.size).toBe(2); // forgotten, then met again
  });

  it("takes nothing of what stands behind a line that is cut", () => {
    const read = createTrialReader();
    const bytes = Buffer.from(formatTrialLine(trialNumber(1)).trimEnd());
    for (const end of [bytes.length, bytes.length])
      expect(read(bytes, 0, end)?.trial()).toEqual(trialNumber(1));
    for (let end = 0; end < bytes.length; end++) expect(read(bytes, 0, end)).toBeUndefined();
  });

  it("goes on reading where no form fits, after many lines too", () => {
    const { read } = createReader();
    for (let i = 0; i < 3000; i++) {
      const trial = trialNumber(i, { haystack: `of its own ${i}@1` });
      expect(read(formatTrialLine(trial).trimEnd())).toEqual(trial);
    }
  });
});

/** Lines that a form is made of and fits share what does not differ; a line that is parsed has all to itself. */
describe("the forms of createTrialReader", () => {
  const lineOf = (form: number, n: number, output = "out"): string =>
    formatTrialLine(
      trialNumber(n, {
        output,
        cell: { task: "echo", contextLength: 64, depth: 0.5, seed: n, factors: { form } },
      }),
    ).trimEnd();
  const MOST = 128;
  it("fit later lines of up to 128 kinds, in whatever order they come", () => {
    const { factorsOf } = createReader();
    const first = Array.from({ length: MOST }, (_, form) => factorsOf(lineOf(form, 1)));
    for (const step of [1, 7, 127])
      for (let i = 0; i < MOST; i++) {
        const form = (i * step) % MOST;
        expect(factorsOf(lineOf(form, i))).toBe(first[form]);
      }
    const late = factorsOf(lineOf(MOST, 1));
    expect(factorsOf(lineOf(MOST, 2))).not.toBe(late);
  });

  it("are given up where a thousand lines more failed them than they fit, and not before", () => {
    const { read, factorsOf } = createReader();
    const first = factorsOf(lineOf(0, 1));
    const strange = (i: number): string =>
      formatTrialLine(trialNumber(i, { warnings: [`of ${i}`] })).trimEnd();
    // Each is learned or not, but fits no other.
    for (let i = 0; i < 998; i++) read(strange(i));
    for (let i = 0; i < 50; i++) expect(factorsOf(lineOf(0, i))).toBe(first);
    for (let i = 998; i < 1049; i++) read(strange(i));
    expect(factorsOf(lineOf(0, 2))).toBe(first);
    for (let i = 1049; i < 1054; i++) read(strange(i));
    expect(factorsOf(lineOf(0, 2))).not.toBe(first);
  });

  it("are not tried of a line that is mostly answer, nor hold what a line of theirs has an escape that is none", () => {
    const { read, factorsOf } = createReader();
    const first = factorsOf(lineOf(0, 1));
    expect(factorsOf(lineOf(0, 2, "x".repeat(60_000)))).toBe(first);
    expect(factorsOf(lineOf(0, 2, "x".repeat(70_000)))).not.toBe(first);
    expect(read(lineOf(0, 3, "out").replace('"out"', '"o\\qut"'))).toBeUndefined();
    expect(factorsOf(lineOf(0, 2))).toBe(first);
  });
});

describe("trialMould", () => {
  const lineOf = (trial: Trial): string => formatTrialLine(trial).trimEnd();

  it("takes the lines of its form and no others", () => {
    const mould = trialMould(lineOf(trialNumber(1)), trialNumber(1));
    const other = trialNumber(2, { output: 'said "no"\n', score: { recall: 0.25, found: [false] } });
    expect(take(mould, lineOf(other))).toEqual(other);
    expect(take(mould, lineOf(trialNumber(3, { model: "echo:other" })))).toBeUndefined();
    expect(take(mould, lineOf(trialNumber(3, { score: { recall: 1.5, found: [true] } })))).toBeUndefined();
  });

  it("takes whatever a trial may hold beside what all have, each with its own values", () => {
    const full = (n: number, share: number): Trial =>
      trialNumber(n, {
        actual: { tokens: 60 + n, goldDepths: [share, 1 - share], tokenizer: "words@1" },
        score: {
          recall: share,
          found: [n > 1, n < 2],
          decoy: `not "${n}"`,
          firstLine: share / 2,
          statedIn: n,
        },
        generation: {
          ...{ finish: { reason: "stop" }, promptTokens: n, cachedTokens: n + 1, cacheWriteTokens: n + 2 },
          ...{ outputTokens: n + 3, reasoningTokens: n + 4, prefillMs: n / 7, totalMs: n / 3 },
        },
      });
    const mould = trialMould(lineOf(full(1, 0.25)), full(1, 0.25));
    expect(take(mould, lineOf(full(2, 0.75)))).toEqual(full(2, 0.75));
    const { output: _, score: __, ...rest } = trialNumber(1);
    const failed: Trial = { ...rest, status: "failed", error: { code: "timeout", message: "late" } };
    const other = { ...failed, id: "id-2", cell: { ...failed.cell, seed: 2, depth: 0.1 } };
    expect(take(trialMould(lineOf(failed), failed), lineOf(other))).toStrictEqual(other);
  });

  it("is not made of a line with other spaces, or with a mark in it", () => {
    const trial = trialNumber(1);
    expect(trialMould(JSON.stringify(trial, null, 1), trial)).toBeUndefined();
    const marked = trialNumber(1, { haystack: "\u0001text id" });
    expect(trialMould(lineOf(marked), marked)).toBeUndefined();
  });
});
