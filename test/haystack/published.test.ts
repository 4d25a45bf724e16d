import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fileNeedles } from "../../src/haystack/needle-file.ts";
import { fixture, make, refusal, write } from "./user-files.ts";

interface PublishedRow {
  readonly question: string;
  readonly answers: readonly string[];
  readonly ctxs: readonly { readonly title: string; readonly text: string; readonly isgold: boolean }[];
}
const rowsOf = <T>(name: string): T[] =>
  readFileSync(fixture(name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("published documents", () => {
  it("keep a row's documents, in the file's order, and their words", () => {
    const rows = rowsOf<PublishedRow>("documents.jsonl");
    const seen = new Set<string>();
    for (let seed = 0; seed < 3; seed++) {
      const { whole, needles, distractors } = make(fixture("documents.jsonl"), seed, { distractors: 4 });
      const row = rows.find(
        ({ question }) => needles[0]?.question === `Question: ${question}`,
      ) as PublishedRow;
      seen.add(row.question);
      expect(whole).toBe(true);
      expect(needles[0]?.answers).toEqual(row.answers);
      expect([needles[0]?.subject, needles[0]?.text]).toEqual(
        row.ctxs.filter(({ isgold }) => isgold).flatMap(({ title, text }) => [title, text]),
      );
      expect(distractors.map(({ text, subject }) => ({ text, subject }))).toEqual(
        row.ctxs.filter(({ isgold }) => !isgold).map(({ title, text }) => ({ text, subject: title })),
      );
    }
    expect(seen.size).toBe(3);
  });

  it("are as many as the file has, 20 where it has the gold alone", () => {
    expect(fileNeedles(fixture("documents.jsonl")).fit?.({ documents: 0 })).toEqual({ documents: 5 });
    expect(fileNeedles(fixture("oracle.jsonl")).fit?.({ documents: 0 })).toEqual({ documents: 12 });
    expect(fileNeedles(fixture("oracle.jsonl")).fit?.({ documents: 7 })).toEqual({ documents: 7 });
    const rows = rowsOf<object>("oracle.jsonl").map((row) => JSON.stringify(row));
    const large = write("large.jsonl.gz", gzipSync([...rows, ...rows].join("\n")));
    expect(fileNeedles(large).fit?.({ documents: 0 })).toEqual({ documents: 20 });
  });

  it("borrow documents of other rows, none of them with an accepted answer or twice", () => {
    for (const name of ["oracle.jsonl", "documents.jsonl"])
      for (let seed = 0; seed < 40; seed++) {
        const { needles, distractors } = make(fixture(name), seed, { distractors: 9 });
        expect(new Set([...needles, ...distractors].map(({ text }) => text)).size).toBe(10);
        for (const { text, subject } of distractors)
          for (const answer of needles[0]?.answers ?? [])
            expect(`${subject} ${text}`.toLowerCase()).not.toContain(answer.toLowerCase());
        expect(distractors.flatMap(({ answers }) => answers)).toEqual([]);
      }
    const orders = Array.from({ length: 12 }, (_, seed) =>
      make(fixture("oracle.jsonl"), seed, { distractors: 3 }),
    );
    expect(
      new Set(orders.map(({ distractors }) => distractors.map(({ id }) => id).join())).size,
    ).toBeGreaterThan(9);
  });

  it("pass over what states the answer, and are refused where too few are left", () => {
    const context = (text: string): object => ({ title: "T", text, isgold: true, hasanswer: true });
    const rows = [
      { question: "q", answers: ["Ilva"], ctxs: [context("Ilva did.")] },
      { question: "r", answers: ["Bram"], ctxs: [context("Bram did, not ILVA.")] },
      { question: "s", answers: ["Neda"], ctxs: [context("Neda and Silvana did.")] },
    ];
    const path = write("few.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
    const first = [0, 1, 2].find((seed) => make(path, seed).needles[0]?.question === "Question: q") as number;
    expect(make(path, first, { distractors: 1 }).distractors.map(({ text }) => text)).toEqual([
      "Neda and Silvana did.",
    ]);
    expect(refusal(() => make(path, first, { distractors: 2 }))).toBe(
      "does-not-fit few.jsonl has too few documents without the answer of row 1, document 1; asked for 2: 1",
    );
  });

  it.each<[string, object, string]>([
    ["a flag that is a word", { isgold: "yes" }, 'ctxs.0.isgold; must be of type boolean: "yes"'],
    ["no text", { isgold: true, text: undefined }, "ctxs.0.text; must be given: nothing"],
  ])("refuse %s", (_, change, message) => {
    const [row] = rowsOf<PublishedRow>("oracle.jsonl") as [PublishedRow];
    const bad = { ...row, ctxs: [{ ...row.ctxs[0], ...change }] };
    const path = write("bad.jsonl", `${JSON.stringify(row)}\n${JSON.stringify(bad)}\n`);
    expect(refusal(() => fileNeedles(path))).toBe(`input-file bad.jsonl:2: ${message}`);
  });

  it("leave out, counted and named, what breaks a rule of the published set, and refuse where nothing is left", () => {
    const rows = rowsOf<PublishedRow>("documents.jsonl");
    const [row] = rows as [PublishedRow];
    const [goldText] = row.ctxs.filter(({ isgold }) => isgold).map(({ text }) => text);
    const plain = row.ctxs.findLastIndex(({ isgold }) => !isgold);
    const changed = (change: object): object => ({
      ...row,
      ctxs: row.ctxs.map((item, i) => (i === plain ? { ...item, ...change } : item)),
    });
    const none = { ...row, ctxs: row.ctxs.map((item) => ({ ...item, isgold: false })) };
    const bad: readonly (readonly [object, string])[] = [
      [none, "1 row left out; must have a document with isgold true: line 4"],
      [changed({ isgold: true }), "1 row left out; must have only one document with isgold true: line 5"],
      [
        { ...row, answers: ["The", "a."] },
        "1 row left out; an answer must be more than an article and marks: line 6",
      ],
      [changed({ hasanswer: true }), "1 document left out; hasanswer must be false beside the gold: line 7"],
      [changed({ text: goldText }), "1 document left out; must not be the gold document again: line 8"],
      [changed({ text: " " }), "1 document left out; must have a text: line 9"],
    ];
    const lines = [...rows, ...bad.map(([item]) => item)].map((item) => JSON.stringify(item));
    const path = write("mixed.jsonl", `${lines.join("\n")}\n\n`);
    const source = fileNeedles(path);
    expect(source.published).toBe(true);
    expect(source.notes).toEqual(bad.map(([, note]) => `${path}: ${note}`));
    const golds = Array.from({ length: 6 }, (_, seed) => make(path, seed, { distractors: 4 }));
    expect(new Set(golds.map(({ needles }) => needles[0]?.id)).size).toBe(6);
    expect(source.fit?.({ documents: 0 })).toEqual({ documents: 5 });
    expect(refusal(() => fileNeedles(write("none.jsonl", `${JSON.stringify(none)}\n`.repeat(7))))).toBe(
      "input-file none.jsonl: 7 rows left out; must have a document with isgold true: " +
        "lines 1, 2, 3, 4, 5, ...; no row is left of 7",
    );
  });

  it("take what real files hold: no titles, no flags, markup, line breaks of all kinds, unknown fields", () => {
    const text = "\u201cO\u2019Neill\u201d, <i>J.</i> &amp; Co.\r\n\u2028The answer: R\u00f6ntgen.\u000b";
    const odd = {
      question: "who?",
      answers: ["R\u00f6ntgen", "R\u00f6ntgen", "R\u00d6NTGEN, W."],
      ctxs: [
        { id: null, title: null, text, isgold: true, score: null, hasanswer: true },
        { text: "No title, no flag.", isgold: false, rank: 3 },
      ],
      nq_annotated_gold: { long_answer: "x" },
    };
    const path = write("odd.jsonl.gz", gzipSync(`\ufeff${JSON.stringify(odd)}\r\n\r\n\n`));
    const { needles, distractors } = make(path, 0, { distractors: 1 });
    expect(needles[0]).toMatchObject({ text, subject: "", answers: ["R\u00f6ntgen", "R\u00d6NTGEN, W."] });
    expect(distractors[0]).toMatchObject({ text: "No title, no flag.", subject: "", answers: [] });
    expect(fileNeedles(path).notes).toEqual([]);
  });

  it("refuse what says that the file is damaged: a question without an answer, another task", () => {
    const [row] = rowsOf<PublishedRow>("documents.jsonl") as [PublishedRow];
    const refused = (bad: object): string =>
      refusal(() => fileNeedles(write("bad.jsonl", JSON.stringify(bad))));
    expect(refused({ ...row, answers: [] })).toContain("bad.jsonl:1: answers; must not be empty: []");
    expect(refused({ ...row, answers: ["A thing", " "] })).toContain(
      "bad.jsonl:1: answers.1; must not be empty: ",
    );
    expect(refused({ ...row, question: undefined })).toContain(
      "bad.jsonl:1: question; must be given: nothing",
    );
    expect(refusal(() => make(fixture("oracle.jsonl"), 0, { needles: 2 }))).toMatch(
      /^usage task is not for published documents/,
    );
  });
});

describe("published key-value records", () => {
  interface Pairs {
    readonly ordered_kv_records: readonly (readonly [string, string])[];
    readonly key: string;
    readonly value: string;
  }
  const record = { form: "json-record" } as const;

  it("keep the pairs, the gold apart", () => {
    const rows = rowsOf<Pairs>("pairs.jsonl");
    const seen = new Set<string>();
    for (let seed = 0; seed < 3; seed++) {
      const { needles, distractors } = make(fixture("pairs.jsonl"), seed, { ...record, distractors: 7 });
      const row = rows.find(({ key }) => key === needles[0]?.subject) as Pairs;
      seen.add(row.key);
      expect(needles[0]).toMatchObject({ text: `"${row.key}": "${row.value}"`, answers: [row.value] });
      expect(distractors.map(({ subject, answers }) => [subject, answers[0]])).toEqual(
        row.ordered_kv_records.filter(([key]) => key !== row.key),
      );
    }
    expect(seen.size).toBe(3);
    expect(fileNeedles(fixture("pairs.jsonl")).fit?.({ keys: 0 })).toEqual({ keys: 8 });
    expect(fileNeedles(fixture("pairs.jsonl")).fit?.({ keys: 3 })).toEqual({ keys: 3 });
  });

  it.each<[string, (row: Pairs) => object, string]>([
    [
      "a key twice",
      (row) => ({ ordered_kv_records: [...row.ordered_kv_records, [row.key, "x"]] }),
      "ordered_kv_records; must name a key once: KEY",
    ],
    [
      "a key that is not there",
      () => ({ key: "k" }),
      "value; must be that of the key in ordered_kv_records: VALUE",
    ],
    [
      "a value twice",
      (row) => ({ ordered_kv_records: [...row.ordered_kv_records, ["k", row.value]] }),
      "value; must not be that of another key, it is of k: VALUE",
    ],
    ["a pair of three", () => ({ ordered_kv_records: [["a", "b", "c"]] }), "ordered_kv_records.0; "],
    ["no value", () => ({ value: undefined }), "value; must be given: nothing"],
  ])("refuse %s", (_, change, message) => {
    const [row] = rowsOf<Pairs>("pairs.jsonl") as [Pairs];
    const path = write("bad.jsonl", `\n${JSON.stringify({ ...row, ...change(row) })}`);
    const expected = message.replace("KEY", `"${row.key}"`).replace("VALUE", `"${row.value}"`);
    expect(refusal(() => fileNeedles(path))).toContain(`input-file bad.jsonl:2: ${expected}`);
  });

  it("refuse more keys than there are, and another task", () => {
    expect(refusal(() => make(fixture("pairs.jsonl"), 0, { ...record, distractors: 8 }))).toMatch(
      /^does-not-fit .*pairs.jsonl has records of 8 keys; keys asked for: 9$/,
    );
    expect(refusal(() => make(fixture("pairs.jsonl"), 0))).toMatch(
      /^usage task is not for published key-value records/,
    );
  });
});
