import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { wilson } from "../stats/wilson.ts";
import { ORDER_MARGIN } from "./order-finding.ts";
import { PAIR_PREFIX } from "./pair-task.ts";
import { PAIRED_METHOD, pairedDifference, verdictOf } from "./paired-difference.ts";

/** What was scored of one pair of places, by question; undefined = not scored. */
interface PairCell {
  /** Asked shares of the way, and places from 1; where both are one place, the chunks stand next to each other. */
  readonly shares: readonly [number, number];
  readonly first: number;
  readonly second: number;
  readonly asked: Map<string, boolean | undefined>;
}

interface Group {
  readonly model: string;
  readonly chunks: number;
  readonly simulated: boolean;
  readonly cells: Map<string, PairCell>;
  /** Questions without two such chunks, which no cell could ask. */
  readonly unpaired: Set<string>;
}

/**
 * Per (model, number of chunks): rows "recall", one a pair of places (`first`: the chunk without the answer, `second`: the one with it),
 * equal places = next to each other; and a row "difference, ends minus middle": one chunk at each end against both in the middle, paired.
 */
export const pairFinding: Analysis = {
  name: "gold-pairs",
  question: "Where should two chunks stand that must be read together?",
  run: (trials, options) => ({
    name: pairFinding.name,
    question: pairFinding.question,
    rows: groupsOf(trials).flatMap((group) => rowsOf(group, options)),
    cautions: [],
  }),
};

function groupsOf(trials: Iterable<Trial>): Group[] {
  const groups = new Map<string, Group>();
  for (const { model, task, cell, haystack, status, score, simulated } of trials) {
    if (!task.startsWith(PAIR_PREFIX) || (cell.factors.arm ?? "context") !== "context") continue;
    const chunks = Number(cell.factors.chunks ?? 0);
    const name = JSON.stringify([model, chunks]);
    const group = groups.get(name) ?? {
      ...{ model, chunks, simulated: simulated ?? false },
      cells: new Map(),
      unpaired: new Set(),
    };
    groups.set(name, group);
    const question = `${haystack}#${cell.seed}`;
    if (status === "skipped") {
      group.unpaired.add(question);
      continue;
    }
    const shares = [cell.depth, Number(task.slice(PAIR_PREFIX.length))] as const;
    const key = shares.join();
    const [first, second] = shares.map((share) => 1 + Math.round(share * (chunks - 1))) as [number, number];
    const own = group.cells.get(key) ?? { shares, first, second, asked: new Map() };
    group.cells.set(key, own);
    own.asked.set(question, status === "scored" && score ? score.recall === 1 : undefined);
  }
  return [...groups.values()].sort((a, b) =>
    a.model < b.model ? -1 : a.model > b.model ? 1 : a.chunks - b.chunks,
  );
}

function rowsOf({ model, chunks, simulated, cells, unpaired }: Group, { level }: AnalysisOptions): Row[] {
  const group = { model, chunks, ...(simulated ? { simulated } : {}) };
  const sorted = [...cells.values()].sort((a, b) => a.first - b.first || a.second - b.second);
  const rows = sorted.map(({ first, second, asked }): Row => {
    const hits = [...asked.values()].filter((hit) => hit !== undefined);
    const [n, right] = [hits.length, hits.filter(Boolean).length];
    const own: Row = { group: { ...group, first, second }, name: "recall", unscored: asked.size - n };
    return n === 0
      ? own
      : { ...own, estimate: { value: right / n, ...wilson(right, n, level), n, method: "Wilson 95 %" } };
  });
  return [...rows, ...endsRows(sorted, group, unpaired.size, 1 - level)];
}

function endsRows(cells: readonly PairCell[], group: Row["group"], unpaired: number, alpha: number): Row[] {
  const at = (first: number, second: number): PairCell | undefined =>
    cells.find(({ shares }) => shares[0] === first && shares[1] === second);
  // The grid's own middle: k chunks need not have one at a half.
  const half = cells
    .map(({ shares }) => shares[1])
    .reduce((near, share) => (Math.abs(share - 0.5) < Math.abs(near - 0.5) ? share : near), 0);
  const [ends, middle] = [at(0, 1), at(half, half)];
  if (ends === undefined || middle === undefined) return [];
  const common = [...ends.asked].flatMap(([question, hit]) => {
    const other = middle.asked.get(question);
    return hit === undefined || other === undefined ? [] : [{ hit, other }];
  });
  if (common.length === 0) return [];
  const found = pairedDifference(
    common.map(({ hit }) => hit),
    common.map(({ other }) => other),
    { alpha, margin: ORDER_MARGIN },
  );
  const { value, low, high, n, p } = found;
  const points = (share: number): string => String(Math.round(100 * share)).replace("-", "\u2212");
  const none = unpaired === 1 ? "1 question has" : `${unpaired} questions have`;
  const left =
    unpaired === 0 ? "" : ` ${none} no two such chunks and ${unpaired === 1 ? "was" : "were"} not asked.`;
  const row = { group, name: "difference, ends minus middle", unscored: ends.asked.size - n };
  // Nothing right anywhere is no equivalence of places.
  if (!cells.some(({ asked }) => [...asked.values()].includes(true)))
    return [
      {
        ...row,
        verdict: "at the floor",
        sentence: `No question was answered at any pair of places (${group.chunks} chunks, ${n} questions): where nothing is read together, nothing can be said about places.${left}`,
      },
    ];
  return [
    {
      ...row,
      estimate: { value, low, high, n, method: PAIRED_METHOD, p },
      verdict: verdictOf(found, p, alpha),
      sentence: `One chunk at each end (the one with the answer last) against both in the middle (${group.chunks} chunks, ${n} questions): ${points(value)} points (95 % interval ${points(low)} to ${points(high)}, ${chance(p)}).${left}`,
    },
  ];
}
