import { MidspanError } from "../../errors.ts";
import type { Chunk } from "../../types.ts";
import type { FlagName } from "../flag-rules.ts";
import { retrieve } from "../retrieval/retrieve.ts";
import { readAnswers } from "./answers-file.ts";
import { type BeirEntry, beirFile, readEntries, readQrels } from "./beir-files.ts";
import type { ChunkSetFormat } from "./format.ts";
import { gatherSet } from "./gather.ts";
import { type ChunkSetOptions, DEPTH } from "./options.ts";
import type { Row } from "./row.ts";
import { type RankedDocument, readRunFile } from "./run-file.ts";

/**
 * A folder as BEIR has them (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv. A document is a
 * chunk. Documents are ranked here or by a run file; gold is what the qrels name. The answers, which BEIR has not, are
 * in answers.jsonl beside them or in a file of their own.
 */
export const beir: ChunkSetFormat = {
  name: "beir",
  summary: "a BEIR folder: corpus.jsonl, queries.jsonl, qrels/; ranked by BM25, embeddings or a run file",
  recognises: ({ folder, path }) =>
    folder && beirFile(path, "corpus.jsonl") !== undefined && beirFile(path, "queries.jsonl") !== undefined,
  async read({ path, name }, options) {
    const corpus = readEntries(path, "corpus.jsonl");
    const queries = [...readEntries(path, "queries.jsonl").values()];
    const { relevant, file } = readQrels(path, options.split);
    const answersFile = options.answers ?? beirFile(path, "answers.jsonl");
    const answers = answersFile === undefined ? undefined : readAnswers(answersFile);
    const asked = queries.filter(({ id }) => relevant.has(id));
    const { found, note } = await ranking(asked, corpus, options);
    const rows = queries.map((query): Row => {
      const golds = relevant.get(query.id) ?? [];
      const flags: readonly FlagName[] = [
        ...(golds.length === 0 ? (["noJudgement"] as const) : []),
        ...(golds.some((id) => !corpus.has(id)) ? (["goldNotInCorpus"] as const) : []),
      ];
      const list = (found.get(query.id) ?? []).slice(0, options.depth ?? DEPTH);
      return {
        id: query.id,
        where: query.where,
        question: query.text,
        answers: answers?.get(query.id) ?? [],
        byRank: true,
        flags,
        chunks: list.map((entry) => toChunk(entry, corpus, golds, query)),
      };
    });
    return gatherSet(rows, name, path, [note, `Gold by ${file}.`]);
  },
};

interface Ranking {
  readonly found: ReadonlyMap<string, readonly RankedDocument[]>;
  readonly note: string;
}

async function ranking(
  queries: readonly BeirEntry[],
  corpus: ReadonlyMap<string, BeirEntry>,
  { run, depth = DEPTH, embed }: ChunkSetOptions,
): Promise<Ranking> {
  if (run !== undefined) return { found: readRunFile(run), note: `Ranked by the run file ${run}.` };
  const documents = [...corpus.values()];
  const { hits, note } = await retrieve(
    queries.map(({ text }) => text),
    documents.map(({ title, text }) => `${title} ${text}`.trim()),
    depth,
    embed,
  );
  const ranked = queries.map(({ id }, i) => [
    id,
    (hits[i] ?? []).map(({ index, score }) => ({ document: documents[index]?.id ?? "", score })),
  ]);
  return { found: new Map(ranked as [string, RankedDocument[]][]), note };
}

/** Throws `input-file` where a run file names a document that the corpus lacks. */
function toChunk(
  { document, score }: RankedDocument,
  corpus: ReadonlyMap<string, BeirEntry>,
  golds: readonly string[],
  query: BeirEntry,
): Chunk {
  const entry = corpus.get(document);
  if (entry === undefined)
    throw new MidspanError(
      "input-file",
      `run file, query ${query.id}; must name documents of the corpus: ${document}`,
      { cure: "Give the run file of this corpus." },
    );
  return {
    id: document,
    text: entry.text,
    ...(entry.title === "" ? {} : { title: entry.title }),
    score,
    gold: golds.includes(document),
    place: { document, index: 0 },
  };
}
