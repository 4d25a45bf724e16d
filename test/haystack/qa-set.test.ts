import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type QaRow, qaRow, qaRows } from "../../src/haystack/qa-rows.ts";
import { type QaDocument, qaDocuments } from "../../src/haystack/qa-world.ts";
import { packageRoot } from "../../src/root.ts";
import { bestSubspanEm } from "../../src/scorers/best-subspan-em.ts";

const file = join(packageRoot(), "datasets/qa/invented-20_total_documents_gold_at_0.jsonl.gz");
const bytes = readFileSync(file);
const lines = gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
const rows: readonly QaRow[] = lines.map((line) => qaRow.parse(JSON.parse(line)));
const documents = qaDocuments(1);

describe("the question-answering set", () => {
  it("has at least 1,000 questions in at most 3 MB, 20 documents each, the gold one first", () => {
    expect(rows.length).toBeGreaterThanOrEqual(1000);
    expect(bytes.length).toBeLessThanOrEqual(3_000_000);
    for (const { ctxs } of rows) expect(ctxs.map(({ isgold }) => isgold).indexOf(true)).toBe(0);
    for (const { ctxs } of rows) {
      expect(ctxs).toHaveLength(20);
      expect(ctxs.filter(({ isgold }) => isgold)).toHaveLength(1);
    }
  });

  it("is what its generator makes", () => {
    const made = [...qaRows({ seed: 1, documents: 20, questions: 2 })].map((row) => JSON.stringify(row));
    expect(made).toEqual(lines);
    const other = qaRows({ seed: 2, documents: 20, questions: 2 }).next().value;
    expect(JSON.stringify(other)).not.toBe(lines[0]);
  });

  it("asks nothing twice, and has no document twice in a row", () => {
    expect(new Set(rows.map(({ question }) => question)).size).toBe(rows.length);
    expect(new Set(documents.map(({ title }) => title)).size).toBe(documents.length);
    for (const { ctxs } of rows) expect(new Set(ctxs.map(({ title }) => title)).size).toBe(ctxs.length);
  });

  it("states each answer in the gold document once, and in no other, by the scorer's own rule", () => {
    for (const { answers, ctxs } of rows) {
      const holding = ctxs.filter(({ title, text }) => bestSubspanEm(`${title} ${text}`, answers));
      expect(holding).toEqual([ctxs[0]]);
      expect(ctxs.map(({ hasanswer }) => hasanswer)).toEqual(ctxs.map(({ isgold }) => isgold));
      expect(ctxs[0]?.text.split(answers[0] as string)).toHaveLength(2);
    }
  });

  it("does not answer a question by itself", () => {
    expect(rows.filter(({ question, answers }) => bestSubspanEm(question, answers))).toEqual([]);
  });

  it("has negatives of the gold's kind that state the same attribute, some near by name or value", () => {
    const known = new Map(documents.map((document) => [document.title, document]));
    for (const { question, answers, ctxs } of rows) {
      const all = ctxs.map(({ title }) => known.get(title));
      const key = all[0]?.facts.find((fact) => fact.question === question)?.key;
      expect(key).toBeDefined();
      for (const document of all) {
        expect(document?.kind).toBe(all[0]?.kind);
        expect(document?.facts.some((fact) => fact.key === key && document.text.includes(fact.answer))).toBe(
          true,
        );
      }
      const words = new Set(
        ctxs[0]?.title.split(" ").filter((word) => !/^(the|barque|fair|light|bridge|works)$/i.test(word)),
      );
      const alike = ctxs.slice(1).filter(({ title }) => title.split(" ").some((word) => words.has(word)));
      expect(alike.length, question).toBeGreaterThanOrEqual(5);
      const number = Number.parseInt(answers[0] as string, 10);
      if (Number.isNaN(number)) continue;
      const distances = (of: readonly (QaDocument | undefined)[]): number[] =>
        of
          .map((document) => document?.facts.find((fact) => fact.key === key)?.answer ?? "")
          .map((value) => Math.abs(Number.parseInt(value, 10) - number))
          .sort((x, y) => x - y);
      // The six nearest values that any document of the kind has without holding the answer.
      const able = documents.filter(({ kind, title, text }) => {
        return kind === all[0]?.kind && !bestSubspanEm(`${title} ${text}`, answers);
      });
      expect(distances(all.slice(1)).slice(0, 6), question).toEqual(distances(able).slice(0, 6));
    }
  });
});
