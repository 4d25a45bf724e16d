import { z } from "zod";
import { inventedWorldSchema } from "./invented-world.ts";
import { nonLiteralFile } from "./non-literal.ts";
import { qaRow } from "./qa-rows.ts";
import { qaWorldFile } from "./qa-world.ts";

/** Templates with slots; see `grammar.ts`. */
const templates = z.array(z.string().min(1)).min(1);
/** Variable name -> name of a word list, or a template that is filled once. */
const state = z.record(z.string(), z.string());
const range = z.tuple([z.int().min(1), z.int().min(1)]);

/** What one paragraph is about. */
const topic = z.strictObject({
  state: state.optional(),
  /** Makes the paragraph a turn of an interview. */
  question: templates.optional(),
  open: templates,
  body: templates,
  short: templates,
  /** Lines of a list that may follow the paragraph. */
  items: templates.optional(),
  /** Last line of a block of lines. */
  close: templates.optional(),
});

const section = z.strictObject({
  heading: templates.optional(),
  state: state.optional(),
  paragraphs: range,
  /** The topic without which the section makes no sense. */
  main: z.string().optional(),
  topics: z.array(z.string()).min(1),
});

/** A text of lines (chat, code, rows of a table) in place of paragraphs; templates then bring their own marks. */
const lines = z.strictObject({
  /** How many lines follow the first of a block. */
  count: range,
  /** What a planted fact is put between, so that it is a line of its own kind. */
  fact: z.tuple([z.string(), z.string()]),
  /** White space before a planted fact. */
  lead: z.string(),
});

/** A file of `datasets/genres/`. */
export const genreFile = z.strictObject({
  name: z.string(),
  version: z.int(),
  summary: z.string(),
  lines: lines.optional(),
  state,
  title: templates,
  /** How many sections a document has. */
  length: range,
  sections: z.array(section).min(1),
  phrases: z.record(z.string(), templates),
  topics: z.record(z.string(), topic),
});

/** A file of `datasets/lexicons/`: "word" or "word/plural". `shared` lists and words for `both` hold nothing out. */
export const lexiconFile = z.strictObject({
  version: z.int(),
  shared: z.array(z.string()),
  /** Words that templates or other lists use as well. */
  both: z.array(z.string()),
  lists: z.record(z.string(), z.array(z.string().min(1)).min(2)),
});

export type GenreFile = z.infer<typeof genreFile>;
export type LexiconFile = z.infer<typeof lexiconFile>;
export type TopicFile = z.infer<typeof topic>;

/** What `datasets/schema/` holds, for editors and for people who write a data set. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    genre: z.toJSONSchema(genreFile),
    lexicon: z.toJSONSchema(lexiconFile),
    invented: z.toJSONSchema(inventedWorldSchema),
    "non-literal": z.toJSONSchema(nonLiteralFile),
    "qa-world": z.toJSONSchema(qaWorldFile),
    "qa-row": z.toJSONSchema(qaRow),
  };
}
