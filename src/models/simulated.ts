import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { createRng, type Rng } from "../random.ts";
import { createWordTokenizer } from "../tokens.ts";
import type { GenerateOptions, Needle, Sample } from "../types.ts";
import type { Adapter } from "./adapter.ts";
import { type Curve, curveNames, parseCurve, trueRecall } from "./curve.ts";

/** A model that only pretends: its true recall by depth is known, so that analyses can be held against it. */
export const simulated: Adapter = {
  name: "simulated",
  summary: "a simulated model of known recall by depth: u, primacy, recency, flat, edge=.95,middle=.5",
  examples: curveNames.map((name) => `simulated:${name}`),
  async open(name, options) {
    const curve = parseCurve(name);
    if (curve === undefined) {
      const near = nearest(name, curveNames);
      throw new MidspanError(
        "unknown-name",
        `no such simulated curve; one of ${curveNames.join(", ")} or edge=P,middle=P: ${name}`,
        near === undefined ? {} : { cure: `Did you mean simulated:${near}?` },
      );
    }
    if (options.cache !== undefined)
      throw new MidspanError(
        "usage",
        `a simulated model has no cache; --cache is for local models: ${options.cache}`,
      );
    const id = `simulated:${name}`;
    const tokenizer = createWordTokenizer();
    return {
      id,
      adapterVersion: 1,
      simulated: true,
      tokenizer,
      prefill: true,
      concurrency: 8,
      details: { ...curve },
      async generate(sample, generation) {
        generation.signal?.throwIfAborted();
        const text = answer(id, curve, sample, generation);
        return {
          text,
          finish: { reason: "stop" },
          promptTokens: sample.promptTokens,
          outputTokens: tokenizer.count(text),
          warnings: [],
        };
      },
      close: async () => undefined,
    };
  },
};

/** One draw a needle, forked by everything that tells one trial from another: order and resumption change nothing. */
function answer(id: string, curve: Curve, sample: Sample, { seed }: GenerateOptions): string {
  const { task, contextLength, depth, seed: document, factors } = sample.cell;
  const arm = factors.arm;
  const path = [id, seed, task, contextLength, document, depth, JSON.stringify(factors)];
  const rng = path.reduce<Rng>((fork, label) => fork.fork(label), createRng("simulated"));
  const alone = sample.needles.length === 1;
  const lines = sample.needles.map((needle) => {
    // Several needles lie at depths of their own; a single one lies where it was asked to, but for a retrieved chunk,
    // which has no text of its own here and lies where an order put it, or nowhere.
    const retrieved = needle.text === "";
    const own = sample.gold.find((gold) => gold.needleId === needle.id)?.depth;
    const at = alone && !retrieved ? depth : (own ?? depth);
    const missing = arm === "closed-book" || (retrieved && own === undefined);
    const draw = rng.fork(needle.id);
    const p = missing ? 0 : arm === "oracle" ? trueRecall(curve, 0) : trueRecall(curve, at);
    return draw.float() < p ? needle.answers[0]! : miss(needle, sample.decoys, draw);
  });
  return lines.join("\n");
}

const EVASIONS = ["The text does not say.", "Unclear.", "?"];

/** A wrong answer that the context offers, or an evasion; none in which a scorer finds a short answer such as "no". */
function miss(needle: Needle, decoys: readonly string[], rng: Rng): string {
  const right = needle.answers.map(lettersOf);
  const isWrong = (text: string): boolean => !right.some((answer) => lettersOf(text).includes(answer));
  const wrong = decoys.filter(isWrong);
  return wrong.length === 0 ? (EVASIONS.find(isWrong) ?? "") : rng.pick(wrong);
}

/** What is left of a text for the scorers that forgive most. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
