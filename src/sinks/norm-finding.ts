import type { Finding, Row } from "../findings.ts";
import type { Norms } from "../models/attention-model.ts";
import type { LookedModel } from "./looked-prompt.ts";
import { bareMean } from "./mean-over-prompts.ts";

/**
 * How long the first token's key and value are beside the median token's, by layer and key-value head: a sink that
 * takes attention without adding to the output has a short value (Gu et al. 2025, section 5, "value drain").
 */
export function normFinding(models: readonly LookedModel[]): Finding {
  const blind = models.filter(({ prompts }) => prompts.every(({ norms }) => norms.length === 0));
  return {
    name: "sink-norms",
    question: "Is the first token's value shorter than others', and its key?",
    rows: models.flatMap(rowsOf),
    cautions: blind.map(({ model }) => `its graph gives no keys and values away: ${model}`),
  };
}

function rowsOf({ model, prompts }: LookedModel): readonly Row[] {
  const layers = prompts[0]?.norms ?? [];
  return layers.flatMap(({ heads }, layer) =>
    Array.from({ length: heads }, (_, head) => head).flatMap((head) =>
      (["values", "keys"] as const).map(
        (kind): Row => ({
          group: { model, layer, head },
          name: `${kind === "values" ? "value" : "key"} of the first token / median`,
          unit: "times",
          estimate: bareMean(prompts.flatMap(({ norms }) => ratioOf(norms[layer], kind, head))),
          unscored: 0,
        }),
      ),
    ),
  );
}

function ratioOf(norms: Norms | undefined, kind: "keys" | "values", head: number): readonly number[] {
  if (norms === undefined) return [];
  const tokens = norms[kind].length / norms.heads;
  const own = norms[kind].subarray(head * tokens, (head + 1) * tokens);
  const sorted = Float32Array.from(own).sort();
  const half = Math.floor(tokens / 2);
  const median = tokens % 2 === 1 ? sorted[half] : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  return median === undefined || median === 0 ? [] : [(own[0] ?? 0) / median];
}
