import type { Finding, Row } from "../findings.ts";
import { average } from "../stats/average.ts";
import { chanceAt, importanceAt } from "./importance.ts";
import type { LookedModel, LookedPrompt } from "./looked-prompt.ts";
import { bareMean } from "./mean-over-prompts.ts";

/** Positions beyond this share of a prompt are seen by too few queries to tell a sink from its own neighbourhood. */
const SEEN = 0.5;
/** Positions that a table and a curve hold. */
const MOST = 256;

/**
 * Where attention gathers: mean importance of every position over layers and heads, beside chance, and the head that
 * gives it most. A sink may stand elsewhere than at 0 (Gu et al. 2025, section 4: the second or third token).
 */
export function positionFinding(models: readonly LookedModel[]): Finding {
  return {
    name: "sink-position",
    question: "Where in the prompt does attention gather?",
    rows: models.flatMap(rowsOf),
    cautions: [],
  };
}

function rowsOf({ model, prompts }: LookedModel): readonly Row[] {
  const shortest = Math.min(...prompts.map(({ sums }) => sums.tokens));
  const count = Math.min(MOST, Math.max(1, Math.floor(shortest * SEEN)));
  const positions = Array.from({ length: count }, (_, position) => {
    const by = prompts.map(({ sums }) => importanceAt(sums, position));
    const heads = (by[0] ?? []).flatMap((row, layer) =>
      row.map((_alpha, head) => average(by.map((alpha) => alpha[layer]?.[head] ?? 0))),
    );
    const chance = average(prompts.map(({ sums }) => chanceAt(sums.tokens, position)));
    return {
      position,
      mean: by.map((alpha) => average(alpha.flat())),
      strongest: Math.max(...heads),
      chance,
      piece: commonPiece(prompts, position),
    };
  });
  const rows = positions.flatMap(({ position, mean, strongest, chance, piece }): readonly Row[] => {
    const group = { model, position, piece };
    const of = (name: string, values: readonly number[]): Row => ({
      group,
      name,
      estimate: bareMean(values),
      unscored: 0,
    });
    return [
      of("importance", mean),
      of(
        "importance in the strongest head",
        prompts.map(() => strongest),
      ),
      of(
        "chance",
        prompts.map(() => chance),
      ),
    ];
  });
  const best = positions.reduce((a, b) => (b.strongest - b.chance > a.strongest - a.chance ? b : a));
  const tokens = tokenRows(model, prompts);
  return [
    {
      group: { model, position: best.position, piece: best.piece },
      name: "strongest",
      unscored: 0,
      verdict: best.position === 0 ? "the first token" : `position ${best.position}`,
      sentence:
        `Of the first ${count} positions, ${best.position === 0 ? "the first" : `number ${best.position} (from 0)`} ` +
        `stands out most: ${percent(best.strongest)} of some head's attention, where chance is ${percent(best.chance)} ` +
        `(n = ${prompts.length} prompts; ${best.piece}). By token, ${tokens[0]?.group.token ?? "none"} gathers most.`,
    },
    ...tokens,
    ...rows,
  ];
}

/** Tokens of which a table names the strongest. */
const MOST_TOKENS = 10;
/** Prompts that a token must stand in, as a share, to be more than a chance find. */
const COMMON = 0.05;

/** The same by what stands there: a line break may gather attention wherever it is. */
function tokenRows(model: string, prompts: readonly LookedPrompt[]): readonly Row[] {
  const found = new Map<string, { above: number[]; prompts: Set<LookedPrompt> }>();
  for (const prompt of prompts) {
    const { sums, pieces } = prompt;
    for (let position = 0; position < sums.tokens * SEEN; position++) {
      const strongest = Math.max(...importanceAt(sums, position).flat());
      const piece = JSON.stringify(pieces[position] ?? "");
      const entry = found.get(piece) ?? { above: [], prompts: new Set() };
      found.set(piece, entry);
      entry.above.push(strongest - chanceAt(sums.tokens, position));
      entry.prompts.add(prompt);
    }
  }
  const least = Math.max(1, COMMON * prompts.length);
  return [...found]
    .filter(([, entry]) => entry.prompts.size >= least)
    .map(([token, { above }]) => ({ token, above }))
    .sort((a, b) => average(b.above) - average(a.above))
    .slice(0, MOST_TOKENS)
    .map(({ token, above }) => ({
      group: { model, token },
      name: "importance above chance in the strongest head",
      estimate: { ...bareMean(above), method: "mean over places, no interval" },
      unscored: 0,
    }));
}

/** The token that stands there in most prompts, and in how many. */
function commonPiece(prompts: readonly LookedPrompt[], position: number): string {
  const counts = new Map<string, number>();
  for (const { pieces } of prompts) {
    const piece = pieces[position] ?? "";
    counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  const [piece = "", count = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return `${JSON.stringify(piece)}${count === prompts.length ? "" : ` in ${count} of ${prompts.length}`}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
