import type { ImportRecord, ModelRecord, PlanRecord, Trial } from "../record.ts";

export interface Survey {
  add(trial: Trial): void;
  plan(): PlanRecord;
  models(): readonly ModelRecord[];
  /** Per model: how many answers, how many scored, and the sum of their recalls. */
  readonly scores: ImportRecord["scores"];
  readonly recall: ReadonlyMap<
    string,
    { readonly answers: number; readonly scored: number; readonly sum: number }
  >;
}

/** Gathers as trials come what a run would have planned: models, tasks, lengths, depths, documents a cell. */
export function surveyTrials(format: string, stands: ImportRecord["stands"]): Survey {
  const recall = new Map<string, { answers: number; scored: number; sum: number }>();
  const scores = { published: 0, ours: 0 };
  const tasks = new Set<string>();
  const lengths = new Set<number>();
  const depths = new Set<number>();
  const cells = new Map<string, number>();
  return {
    scores,
    recall,
    add: ({ model, task, cell, actual, score, published }) => {
      const one = recall.get(model) ?? { answers: 0, scored: 0, sum: 0 };
      recall.set(model, one);
      one.answers++;
      one.sum += score?.recall ?? 0;
      if (score !== undefined) {
        one.scored++;
        const theirs = published !== undefined && (stands === "published" || published.ours === undefined);
        scores[theirs ? "published" : "ours"]++;
      }
      tasks.add(task);
      lengths.add(cell.contextLength);
      if (actual.depthUnknown !== true) depths.add(cell.depth);
      const key = [model, task, cell.factors.arm, cell.contextLength, cell.depth].join("\n");
      cells.set(key, (cells.get(key) ?? 0) + 1);
    },
    plan: () => ({
      models: [...recall.keys()],
      tasks: [...tasks].map((name) => ({ name, factors: {} })),
      lengths: [...lengths].sort((a, b) => a - b),
      depths: [...depths].sort((a, b) => a - b),
      trials: [...cells.values()].reduce((most, n) => Math.max(most, n), 0),
      haystack: `imported:${format}`,
      needles: `imported:${format}`,
      generation: {},
    }),
    models: () =>
      [...recall.keys()].map((id) => ({
        id,
        adapterVersion: 0,
        simulated: false,
        tokenizer: "not recorded",
        details: { imported: format },
      })),
  };
}
