import type { ContextArm } from "../rag/arm-task.ts";
import { ARM_FIELD, ARM_PREFIX } from "../rag/arm-task.ts";
import { GOLD_ARMS, GOLD_PREFIX } from "../rag/gold-task.ts";
import { PAIR_PREFIX } from "../rag/pair-task.ts";
import { STEP_PREFIX } from "../rag/step-task.ts";

/** One run of a measurement of retrieved chunks. */
export interface RagPart {
  readonly kind: "placement" | "orders" | "gold" | "pairs" | "steps" | "arms";
  /** Its folder, below that of the whole. */
  readonly folder: string;
  readonly k: number;
  readonly tasks: readonly string[];
  readonly factors: Readonly<Record<string, number>>;
  readonly depths: string;
  readonly baselines: boolean;
}

export interface RagPlan {
  readonly counts: readonly number[];
  /** Tasks of the orders. */
  readonly orders: readonly string[];
  readonly withoutGold: boolean;
  readonly pairs: boolean;
}

/** Positions of the placement curve, and of each of two chunks, at most. */
const POSITIONS = 11;
const PAIR_POSITIONS = 5;

/** The runs that follow from the set alone, one number of chunks after the other. */
export function ragParts({ counts, orders, withoutGold, pairs }: RagPlan): readonly RagPart[] {
  return counts.flatMap((k): readonly RagPart[] => {
    const part = (kind: RagPart["kind"], tasks: readonly string[], own: Partial<RagPart> = {}): RagPart => ({
      ...{ kind, folder: `${kind}-${k}`, k, tasks, factors: { chunks: k }, depths: "0", baselines: false },
      ...own,
    });
    const placement = {
      factors: { documents: k },
      depths: spread(k, POSITIONS).join(","),
      baselines: true,
    };
    const grid = shortSpread(k, PAIR_POSITIONS);
    return [
      part("placement", ["multi-document-qa"], placement),
      part("orders", orders),
      ...(withoutGold
        ? [
            part(
              "gold",
              GOLD_ARMS.map((arm) => `${GOLD_PREFIX}${arm}`),
            ),
          ]
        : []),
      ...(pairs && k >= 3
        ? [
            part(
              "pairs",
              grid.map((share) => `${PAIR_PREFIX}${share}`),
              { depths: grid.join(",") },
            ),
          ]
        : []),
    ];
  });
}

/** What makes the shorter texts that the arms need: a task a kind and rank. */
export function stepsPart(
  arms: readonly ContextArm[],
  counts: readonly number[],
  tokens: number,
  suffix: string,
): RagPart | undefined {
  const fields = new Set(arms.flatMap((arm) => ARM_FIELD[arm] ?? []));
  if (fields.size === 0) return undefined;
  const most = Math.max(...counts);
  const kinds = [...fields].map((field) => (field === "summary" ? "summary" : "answer"));
  return {
    ...{ kind: "steps", folder: `steps${suffix}`, k: most, depths: "0", baselines: false },
    tasks: kinds.flatMap((kind) => Array.from({ length: most }, (_, i) => `${STEP_PREFIX}${kind}-${i + 1}`)),
    factors: { tokens },
  };
}

/** The arms of one model; all chunks are asked beside the first number alone. */
export function armParts(
  arms: readonly ContextArm[],
  counts: readonly number[],
  suffix: string,
): readonly RagPart[] {
  return counts.flatMap((k, i): readonly RagPart[] => {
    const own = arms.filter((arm) => arm !== "full" || i === 0);
    if (own.length === 0) return [];
    const tasks = own.map((arm) => `${ARM_PREFIX}${arm}`);
    const common = { k, factors: { chunks: k }, depths: "0", baselines: false };
    return [{ ...common, kind: "arms", folder: `arms-${k}${suffix}`, tasks }];
  });
}

/** The same in four digits, which tell the places of a thousand chunks apart: tasks are named after them. */
function shortSpread(k: number, most: number): readonly number[] {
  return spread(k, most).map((share) => Number(share.toFixed(4)));
}

/** Places of k chunks as shares of the way, each a place that there is; all of them where they are few. */
function spread(k: number, most: number): readonly number[] {
  const n = Math.min(k, most);
  return Array.from({ length: n }, (_, i) => (k === 1 ? 0 : Math.round((i * (k - 1)) / (n - 1)) / (k - 1)));
}
