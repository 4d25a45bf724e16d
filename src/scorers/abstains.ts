/** What counts as an abstention, case aside, anywhere in an answer. */
export const ABSTENTIONS: readonly string[] = [
  "not stated",
  "not mentioned",
  "not given",
  "not specified",
  "not provided",
  "not found",
  "not in the text",
  "not contain",
  "not say",
  "not state",
  "not mention",
  "not give",
  "not specify",
  "not provide",
  "n't say",
  "n't state",
  "n't mention",
  "n't give",
  "n't specify",
  "n't provide",
  "n't contain",
  "no information",
  "no mention",
  "cannot be determined",
  "can't be determined",
  "cannot answer",
  "can't answer",
  "do not know",
  "don't know",
];

/** The same where the text is documents. */
const OF_DOCUMENTS: readonly string[] = [
  "not in the documents",
  "not in the document",
  "none of the documents",
  "no document",
  "not answered",
  "unable to answer",
];

/** What counts as one only where it is the whole first line: inside a sentence these words say something else. */
const WHOLE: ReadonlySet<string> = new Set(["unknown", "none", "no answer", "n/a", "not known"]);

/** Whether an answer about documents says that it has none; one without a letter or a figure says so too. */
export function abstains(output: string): boolean {
  // Typographic apostrophes are what many models write.
  const text = output.toLowerCase().replaceAll("\u2019", "'").trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return true;
  const first = (text.split("\n")[0] ?? "").replace(/^["'\s]+|["'.\s]+$/g, "");
  return WHOLE.has(first) || [...ABSTENTIONS, ...OF_DOCUMENTS].some((phrase) => text.includes(phrase));
}
