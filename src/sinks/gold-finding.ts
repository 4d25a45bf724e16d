import type { Estimate, Finding, Row } from "../findings.ts";
import { createRng } from "../random.ts";
import { average } from "../stats/average.ts";
import type { AttentionSums } from "./attention-sums.ts";
import type { SinkOptions } from "./looked-prompt.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";

/** One needle prompt, with the question's queries watched and the gold as the span. */
export interface GoldPrompt {
  readonly model: string;
  readonly length: number;
  /** As asked, 0..1. */
  readonly depth: number;
  readonly sums: AttentionSums;
}

const NAME = "gold-and-sink";

/**
 * Attention of the question's tokens to the gold needle beside that to the first token, by depth: mean over layers and
 * heads, and the head that looks at the gold most.
 */
export function goldFinding(prompts: readonly GoldPrompt[], options: SinkOptions): Finding {
  const cells = new Map<string, GoldPrompt[]>();
  for (const prompt of prompts) {
    const key = `${prompt.model}\n${prompt.length}\n${prompt.depth}`;
    cells.set(key, [...(cells.get(key) ?? []), prompt]);
  }
  return {
    name: NAME,
    question: "How much attention does the question give the gold, beside the first token, by depth?",
    rows: [...cells].flatMap(([key, own]) => rowsOf(key, own, options)),
    cautions: [],
  };
}

function rowsOf(key: string, prompts: readonly GoldPrompt[], options: SinkOptions): readonly Row[] {
  const { model = "", length = 0, depth = 0 } = prompts[0] ?? {};
  const rng = createRng(options.seed).fork(NAME).fork(key);
  const estimate = (name: string, of: (sums: AttentionSums) => number): Row => {
    const values = prompts.map(({ sums }) => of(sums));
    const sure = { level: options.level, draws: options.draws, rng: rng.fork(name) };
    const found: Estimate = meanOverPrompts(values, sure) ?? bareMean(values);
    return { group: { model, length, depth }, name, estimate: found, unscored: 0 };
  };
  return [
    estimate("attention to the gold", (sums) => average(byHead(sums, "gold"))),
    estimate("attention to the first token", (sums) => average(byHead(sums, "first"))),
    estimate("attention to the gold in the head that gives it most", (sums) =>
      Math.max(...byHead(sums, "gold")),
    ),
  ];
}

function byHead({ layers, watched }: AttentionSums, what: "gold" | "first"): readonly number[] {
  return layers.flatMap((layer) => [...layer[what]].map((sum) => sum / Math.max(1, watched)));
}
