import type { Estimate, Finding, Row } from "../findings.ts";
import { referencePlaceholder } from "./arms/placeholders.ts";
import type { PlaceholderLoss } from "./placeholder-loss.ts";
import type { PlaceholderSink } from "./placeholder-sink.ts";

/** What was measured inside a model that runs here, behind each placeholder. */
export interface InsideModel {
  readonly model: string;
  readonly losses: readonly PlaceholderLoss[];
  readonly sinks: readonly PlaceholderSink[];
}

/** Names of the rows, which a table shows as columns. */
export const LOSS = "loss of a token";
export const CHANGE = "change of the loss";
export const SINK = "sink above chance";

/** A row a (model, placeholder) and measure, and one a model that says what they mean. */
export function insideFinding(models: readonly InsideModel[]): Finding {
  return {
    name: "placeholder-inside",
    question: "What does a placeholder change inside the model?",
    rows: models.flatMap(({ model, losses, sinks }) => {
      const names = losses.map(({ placeholder }) => placeholder);
      const n = losses[0]?.loss.n ?? 0;
      return n === 0 ? [] : [...rowsOf(model, losses, sinks), meaning(model, referencePlaceholder(names), n)];
    }),
    cautions: [],
  };
}

function rowsOf(
  model: string,
  losses: readonly PlaceholderLoss[],
  sinks: readonly PlaceholderSink[],
): readonly Row[] {
  return losses.flatMap(({ placeholder, loss, difference }) => {
    const row = (name: string, estimate: Estimate | undefined, unit?: string): readonly Row[] =>
      estimate === undefined
        ? []
        : [{ group: { model, placeholder }, name, estimate, ...(unit && { unit }), unscored: 0 }];
    const above = sinks.find((one) => one.placeholder === placeholder)?.above;
    return [...row(LOSS, loss, "nats"), ...row(CHANGE, difference, "nats"), ...row(SINK, above)];
  });
}

function meaning(model: string, reference: string, documents: number): Row {
  const sentence = `loss: nats a token of ${documents} documents behind the placeholder alone; change: against ${reference}; sink: points of attention that position 0 gets above chance, in the head that gives it most.`;
  return { group: { model }, name: "meaning", unscored: 0, sentence };
}
