import type { BosVerdict } from "./position-audit.ts";

/** What others measured, with where they say so; a figure of theirs is no promise about another model. */
const CONSEQUENCES: Readonly<Partial<Record<BosVerdict, string>>> = {
  missing:
    "Measured by others: Gemma 7B answers 0.4 % of LAMBADA right without its BOS and 67.1 % with it " +
    "(EleutherAI/lm-evaluation-harness #1465); Llama-3.1-8B-Instruct falls from 80.1 to 76.5 on IFEval " +
    "(tenstorrent/tt-metal #48444); the first LLaMA hardly changes (ggml-org/llama.cpp #1303). " +
    "On your own model: midspan sinks placeholder.",
  double:
    "Measured by others: the MMLU score of Llama-3.1-8B rises by almost 6 % when the second BOS is taken away " +
    "(princeton-pli/retaining-by-doing #5). llama.cpp warns of it, and Hugging Face's rule is to encode what a " +
    "template rendered without special tokens. On your own model: midspan sinks placeholder.",
};

/** The measured consequence of a verdict; undefined where there is nothing wrong. */
export function bosConsequence(verdict: BosVerdict): string | undefined {
  return CONSEQUENCES[verdict];
}
