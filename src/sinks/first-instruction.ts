/** Where an instruction begins in a text, and how it was recognised. */
export interface FirstInstruction {
  /** Character offset. */
  readonly start: number;
  readonly by: "given" | "imperative" | "obligation";
}

/** Verbs with which instructions to a model begin. A sentence of another kind needs --instruction. */
const VERBS = new Set(
  (
    "act add analyse analyze answer apply ask assess assume avoid begin build calculate categorise categorize " +
    "check choose cite classify compare complete compose compute consider continue convert correct count create " +
    "define describe determine do don't draft edit ensure estimate evaluate examine explain extract fill find fix " +
    "focus follow format generate give go identify ignore imagine include infer judge keep label let limit list " +
    "look make match mention name never note obey organise organize output paraphrase perform pick play predict " +
    "pretend print produce proofread provide put quote rank rate read reason recall refer remember remove reply " +
    "report respond return review rewrite say score search select show solve speak start state stay stop suggest " +
    "summarise summarize take tell think translate try turn use verify work write always please only"
  ).split(" "),
);

/** "You must", "your task is": an instruction that does not begin with its verb. */
const OBLIGATION =
  /\b(you (must|should|shall|will|are to|need to|have to)|your (task|job|role|goal) (is|:)|must (not )?be|do not)\b/i;

/**
 * The first sentence of a text that tells the model to do something: the one given word for word, or else the first
 * that opens with an imperative or says what must be done. English only; undefined = none is recognised.
 */
export function firstInstruction(text: string, given?: string): FirstInstruction | undefined {
  if (given !== undefined) {
    const start = text.indexOf(given);
    return start < 0 ? undefined : { start, by: "given" };
  }
  for (const { start, sentence } of sentencesOf(text)) {
    const word = /^[^\p{L}]*([\p{L}'’]+)/u.exec(sentence)?.[1]?.toLowerCase().replace("’", "'");
    if (word !== undefined && VERBS.has(word)) return { start, by: "imperative" };
    if (OBLIGATION.test(sentence)) return { start, by: "obligation" };
  }
  return undefined;
}

/** Sentences and lines, with where the first character that is no white space stands. */
function* sentencesOf(text: string): Generator<{ readonly start: number; readonly sentence: string }> {
  for (const match of text.matchAll(/\S[^\n]*?(?:[.!?:](?=\s|$)|(?=\n)|$)/g))
    yield { start: match.index, sentence: match[0] };
}
