import type { Estimate, Finding, Row } from "../../src/findings.ts";
import { madeSinkFindings } from "./made-sinks.ts";

/** Wilson (1927), equation of the score interval at z = 1.96; written again here so that fixtures need no room. */
export function share(found: number, n: number): Estimate {
  const z = 1.959964;
  const p = found / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return {
    value: p,
    low: Math.max(0, centre - half),
    high: Math.min(1, centre + half),
    n,
    method: "Wilson 95 %",
  };
}

type Curve = (depth: number, length: number) => number;

export const CURVES: Readonly<Record<string, Curve>> = {
  "embedded:reference": () => 0.98,
  "embedded:reference+sinks:256+256": (depth, length) =>
    depth * length < 256 || (1 - depth) * length < 256 ? 0.97 : 0.02,
  "embedded:reference+window:512": (depth, length) => ((1 - depth) * length < 512 ? 0.96 : 0.03),
  "simulated:u": (depth, length) => 0.95 - (length / 4096) * 1.6 * (0.25 - (depth - 0.5) ** 2) * 2,
};

const LENGTHS = [256, 512, 1024, 2048, 4096];
const DEPTHS = Array.from({ length: 11 }, (_, i) => i / 10);
const TASK = "needle";
const N = 40;

interface Shape {
  readonly models: readonly string[];
  readonly lengths?: readonly number[];
  readonly depths?: readonly number[];
  readonly tasks?: readonly string[];
}

/** Findings as the analysis room writes them, made by hand from known curves; the longest length has a hole. */
export function madeFindings({
  models,
  lengths = LENGTHS,
  depths = DEPTHS,
  tasks = [TASK],
}: Shape): Finding[] {
  const grid = models.flatMap((model) =>
    tasks.flatMap((task) =>
      lengths.flatMap((length) =>
        depths.flatMap((depth): Row[] => {
          if (length === 4096 && model === "embedded:reference" && depth > 0.75) return [];
          const realisedDepth = Math.min(
            1,
            Math.max(0, depth + ((Math.round(depth * 100) % 3) - 1) * (4 / length)),
          );
          const unscored = length === 4096 && depth === 0.5 ? 3 : 0;
          const found = Math.round(
            (Object.hasOwn(CURVES, model) ? (CURVES[model] as Curve) : () => 0.5)(realisedDepth, length) *
              (N - unscored),
          );
          const none = model.includes("window") && length === 4096 && depth === 0.2;
          return [
            {
              name: "recall",
              group: { model, task, length, depth, realisedDepth, realisedLength: length - 2 },
              ...(none ? {} : { estimate: share(found, N - unscored) }),
              unscored: none ? N : unscored,
            },
          ];
        }),
      ),
    ),
  );
  const gaps = models.flatMap((model) =>
    tasks.flatMap((task) => lengths.flatMap((length) => gapRows(model, task, length))),
  );
  return [
    finding("recall-by-length-and-depth", "Where in a document of what length are facts recalled?", grid),
    finding(
      "recall-by-depth",
      "Does recall depend on where the fact stands?",
      grid.map(withoutRealisedLength),
    ),
    finding("baselines", "What is recalled without the document, and with the fact alone?", [
      ...models.flatMap((model) =>
        tasks.flatMap((task): Row[] => [
          { name: "floor", group: { model, task }, estimate: share(1, 40), unscored: 0 },
          { name: "ceiling", group: { model, task }, estimate: share(40, 40), unscored: 0 },
        ]),
      ),
    ]),
    finding("middle-gap", "Is the middle recalled worse than the edges?", gaps, [
      "4,096 tokens are beyond the range that embedded:reference was trained on.",
    ]),
    finding(
      "effective-length",
      "Up to what length does recall hold?",
      models.flatMap((model): Row[] => [
        {
          name: "absolute (85.6 %)",
          group: { model, task: TASK },
          estimate: { value: 2048, low: 1024, high: 2048, n: 440, method: "bootstrap 95 %" },
          unscored: 0,
          sentence: `${model} holds 85.6 % up to 2,048 tokens.`,
        },
        model.includes("sinks") || model.includes("window")
          ? {
              name: "worst-depth (50 %)",
              group: { model, task: TASK },
              unscored: 3,
              verdict: "below the shortest",
            }
          : {
              name: "worst-depth (50 %)",
              group: { model, task: TASK },
              estimate: { value: 4096, low: 4096, high: 4096, n: 440, method: "bootstrap 95 %" },
              unscored: 0,
              verdict: "at least",
            },
      ]),
    ),
    finding(
      "cost-against-recall",
      "What does recall cost?",
      models.flatMap((model, i): Row[] => {
        const group = { model, task: TASK, lengths: "256 to 4,096" };
        const usd = 0.1 * 4 ** i;
        const method = "cluster bootstrap BCa 95 %, 10,000 draws";
        return [
          { name: "recall", group, estimate: share(1200 + 300 * i, 2200), unscored: 0 },
          {
            name: "USD per 1,000 prompts",
            group,
            estimate: { value: usd, low: usd, high: usd, n: 2200, method },
            unit: "USD per 1,000 prompts",
            unscored: 0,
          },
        ];
      }),
    ),
    finding(
      "chunk-orders",
      "In which order should retrieved chunks go into the prompt?",
      models.flatMap((model, i) =>
        ["reverse", "sides-haystack", "random"].map((order, j): Row => {
          const value = (i + 1) * (0.1 - 0.09 * j);
          const method = "Newcombe of gains and losses; p: exact McNemar, Holm over 3";
          return {
            name: "difference to rank",
            group: { model, chunks: 10, order },
            estimate: { value, low: value - 0.06, high: value + 0.06, n: 200, method, p: 0.01 },
            unscored: j,
            verdict: value > 0.06 ? "better" : value < -0.06 ? "worse" : "not shown to differ",
          };
        }),
      ),
    ),
    ...madeSinkFindings(models),
    finding(
      "opening-lines",
      "Which opening line is better, and is it its words, its place or its length?",
      compared(models, [
        { arm: "B", against: "A" },
        { arm: "B", against: "none" },
        { arm: "B", against: "B shuffled" },
      ]),
    ),
    finding(
      "instruction-places",
      "Where in a long prompt is an instruction followed best?",
      compared(
        models,
        ["system", "depth-50", "end"].map((against) => ({ place: "nowhere", against })),
      ),
    ),
    finding(
      "placeholders",
      "Does a placeholder in front of the prompt help?",
      compared(
        models,
        ["nothing", "bos-bos", "random"].map((placeholder) => ({ placeholder, against: "bos" })),
      ),
    ),
    finding("chunk-counts", "How many retrieved chunks should go into the prompt?", chunkCounts(models)),
    finding("gold-pairs", "Where should two chunks stand that must be read together?", goldPairs(models)),
    finding("context-arms", "Summarise the chunks, give few, or give all?", contextArms(models)),
    finding("comparison", "Which model recalls more, and where?", differences(models, grid)),
    finding(
      "published-agreement",
      "How well does our score agree with the published one?",
      models.flatMap((model, i) =>
        [0, 0.25, 0.5, 1].map(
          (published): Row => ({
            name: "ours",
            group: { model, published },
            estimate: share(Math.round(40 * (0.05 + published * (0.9 - i / 10))), 40),
            unscored: 0,
          }),
        ),
      ),
    ),
  ];
}

/** Differences of arms, one of each verdict a model. */
function compared(models: readonly string[], arms: readonly Row["group"][]): Row[] {
  return models.flatMap((model, i) =>
    arms.map((arm, j): Row => {
      const value = (i + 1) * (0.12 - 0.1 * j);
      const method = "Newcombe of gains and losses; p: exact McNemar, Holm over 3";
      return {
        name: "difference",
        group: { model, length: 1024, ...arm },
        estimate: { value, low: value - 0.08, high: value + 0.08, n: 60, method, p: 0.01 },
        unscored: j,
        verdict: value > 0.08 ? "better" : value < -0.05 ? "worse" : "not shown to differ",
      };
    }),
  );
}

function exactly(value: number, n: number): Estimate {
  return { value, low: value, high: value, n, method: "mean, no interval" };
}

function chunkCounts(models: readonly string[]): Row[] {
  return models.flatMap((model, i) =>
    ["rank", "reverse", "random", "document"].flatMap((order, j) =>
      [5, 10, 20].flatMap((chunks, k): Row[] => {
        const own = { group: { model, order, chunks }, unscored: i };
        return [
          { ...own, name: "recall", estimate: share(150 + 10 * j - 15 * k * (i + 1), 200) },
          {
            ...own,
            name: "prompt tokens",
            unit: "tokens a prompt",
            estimate: exactly(90 * chunks + 40, 200),
          },
        ];
      }),
    ),
  );
}

function goldPairs(models: readonly string[]): Row[] {
  return models.flatMap((model, i) =>
    [1, 5, 10].flatMap((first) =>
      [1, 5, 10].map((second): Row => {
        const own = { group: { model, chunks: 10, first, second }, name: "recall" };
        const left = i === 0 && first === 5 && second === 10;
        const found = 30 + Math.abs(first - 5) - 8 * Number(second === 5);
        return left ? { ...own, unscored: 40 } : { ...own, estimate: share(found, 40), unscored: 0 };
      }),
    ),
  );
}

function contextArms(models: readonly string[]): Row[] {
  return models.flatMap((model, i) =>
    ["full", "top", "summaries", "map-reduce"].flatMap((arm, j): Row[] => {
      const own = { group: { model, chunks: 5, arm }, unscored: j };
      return [
        { ...own, name: "accuracy", estimate: share(150 - 10 * i + 5 * j, 200) },
        { ...own, name: "prompt tokens", unit: "tokens a question", estimate: exactly(1500 - 400 * j, 200) },
        { ...own, name: "output tokens", unit: "tokens a question", estimate: exactly(20 + 80 * j, 200) },
      ];
    }),
  );
}

/** The first model minus each of the others; half of the interval is made up. */
function differences(models: readonly string[], grid: readonly Row[]): Row[] {
  const [first, ...others] = models;
  const at = (model: string, row: Row): Row | undefined =>
    grid.find(
      ({ group }) =>
        group.model === model &&
        group.task === row.group.task &&
        group.length === row.group.length &&
        group.depth === row.group.depth,
    );
  return grid
    .filter(({ group }) => group.model === first)
    .flatMap((row) =>
      others.flatMap((against): Row[] => {
        const other = at(against, row)?.estimate;
        if (row.estimate === undefined || other === undefined) return [];
        const value = row.estimate.value - other.value;
        const bounds = { low: Math.max(-1, value - 0.12), high: Math.min(1, value + 0.12) };
        const method = "cluster bootstrap 95 %, 10000 draws";
        const n = Math.min(row.estimate.n, other.n);
        return [
          {
            name: "difference at depth",
            group: { ...row.group, against },
            estimate: { value, ...bounds, n, method },
            unscored: row.unscored,
          },
        ];
      }),
    );
}

function gapRows(model: string, task: string, length: number): Row[] {
  const curve = CURVES[model] ?? (() => 0.5);
  const edge = (curve(0.02, length) + curve(0.98, length)) / 2;
  const gap = edge - curve(0.5, length);
  const group = { model, task, length };
  const lost = gap > 0.2;
  const verdict = !lost ? "flat" : model.includes("window") ? "recency only" : "lost in the middle";
  const paired = (name: string, value: number): Row => ({
    name,
    group,
    estimate: {
      value,
      low: Math.max(-1, value - 0.09),
      high: Math.min(1, value + 0.09),
      n: N,
      method: "cluster bootstrap 95 %, 10000 draws",
    },
    unscored: 0,
  });
  return [
    { name: "edge recall", group, estimate: share(Math.round(edge * 160), 160), unscored: 0 },
    { name: "middle recall", group, estimate: share(Math.round(curve(0.5, length) * 120), 120), unscored: 3 },
    paired("middle gap", gap),
    paired("primacy", curve(0.02, length) - curve(0.5, length)),
    paired("recency", curve(0.98, length) - curve(0.5, length)),
    {
      name: "verdict",
      group,
      unscored: 0,
      verdict,
      sentence: lost
        ? `${model} at ${length} tokens loses ${Math.round(gap * 100)} points in the middle (95 % interval ${Math.round(gap * 100) - 9} to ${Math.round(gap * 100) + 9}).`
        : `${model} at ${length} tokens recalls the middle as well as the edges, within 10 points.`,
    },
  ];
}

function withoutRealisedLength(row: Row): Row {
  const { realisedLength: _, ...group } = row.group;
  return { ...row, group };
}

function finding(name: string, question: string, rows: Row[], cautions: string[] = []): Finding {
  return { name, question, rows, cautions };
}
