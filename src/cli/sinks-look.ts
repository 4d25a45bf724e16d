import { assertThat } from "../errors.ts";
import type { Finding } from "../findings.ts";
import type { AttentionModel, AttentionPiece } from "../models/attention-model.ts";
import { sumAttention } from "../sinks/attention-sums.ts";
import type { LookedPrompt } from "../sinks/looked-prompt.ts";
import { patternFinding, SHOWN_TOKENS } from "../sinks/pattern-finding.ts";

export interface Cut {
  readonly tokens: number | undefined;
  /** Whether the text goes in as it is. */
  readonly bare: boolean;
}

/** Looks at each text, cut to so many tokens; the first one's weights are kept as a pattern. */
export async function lookAt(
  model: AttentionModel,
  id: string,
  texts: readonly string[],
  { tokens, bare }: Cut,
  say: (text: string) => void,
): Promise<{ readonly prompts: readonly LookedPrompt[]; readonly pattern: Finding | undefined }> {
  const { tokenizer, encodePrompt, plainPrompt } = model.prompts;
  const prompts: LookedPrompt[] = [];
  let pattern: Finding | undefined;
  let told = Date.now();
  for (const text of texts) {
    const whole = bare ? plainPrompt(text) : encodePrompt([{ role: "user", content: text }], "");
    const ids = whole.slice(0, tokens);
    assertThat(
      tokens === undefined || ids.length === tokens,
      "usage",
      () => `a prompt is shorter than --tokens; ${tokens} at least: ${whole.length}`,
      "give longer prompts, or a smaller --tokens",
    );
    const pieces = ids.map((one) => tokenizer.decode([one]));
    const sums = sumAttention(ids.length);
    const shown: AttentionPiece[] = [];
    const show = pattern === undefined;
    const { norms, logProbabilities } = await model.look(ids, (piece) => {
      sums.add(piece);
      if (show && piece.first < SHOWN_TOKENS) shown.push({ ...piece, weights: piece.weights.slice() });
    });
    if (show) pattern = patternFinding(id, pieces.slice(0, SHOWN_TOKENS), shown);
    const loss = -logProbabilities.reduce((sum, one) => sum + one, 0) / Math.max(1, logProbabilities.length);
    prompts.push({ sums: sums.sums(), norms, pieces, loss });
    if (Date.now() - told < 3000) continue;
    told = Date.now();
    say(`${prompts.length} of ${texts.length} prompts`);
  }
  return { prompts, pattern };
}
