import { MidspanError } from "../errors.ts";

interface Parts {
  readonly model?: { readonly vocab?: unknown };
  readonly added_tokens?: unknown;
}

/** Throws `input-file` where an id of a tokenizer.json is no whole number: such a token is told of as if it were one. */
export function checkVocabularyIds(json: object, file: string): void {
  const { model, added_tokens: added } = json as Parts;
  const vocabulary = model?.vocab;
  // A Unigram model's is a list, whose places are the ids.
  const ids: unknown[] =
    typeof vocabulary === "object" && vocabulary !== null && !Array.isArray(vocabulary)
      ? Object.values(vocabulary)
      : [];
  if (Array.isArray(added))
    for (const token of added) ids.push((token as { readonly id?: unknown } | null)?.id);
  const wrong = ids.findIndex((id) => !Number.isSafeInteger(id) || (id as number) < 0);
  if (wrong >= 0)
    throw new MidspanError(
      "input-file",
      `the tokenizer's vocabulary is damaged; whole numbers as ids: ${String(ids[wrong])} in ${file}`,
    );
}

/** The same ids. Throws `input-file` where a text has no id: a vocabulary without a token for what it does not know. */
export function knownIds(ids: readonly number[], name: string): readonly number[] {
  if (ids.every(Number.isSafeInteger)) return ids;
  throw new MidspanError(
    "input-file",
    `the tokenizer has no id for a part of the text; a vocabulary that covers it: ${name}`,
  );
}
