import { DISTRUSTED } from "../analysis/loss-by-depth.ts";
import { MidspanError } from "../errors.ts";
import type { Finding, Row } from "../findings.ts";
import type { CheckLine } from "./check.ts";
import { compareLoaded } from "./compare.ts";
import { loadSides, type RunSide } from "./sides.ts";

/** Where a newer run may be below an older one. */
export interface DropLimit {
  /** Folder of the older run. */
  readonly against: string;
  /** Recall that may be lost, 0..1. */
  readonly maxDrop: number;
}

/**
 * Every model of the newer run against the same model of the older one, or the only model of each: overall, its
 * recall on the common questions may have dropped by `maxDrop` at most, as measured. At a single depth it fails only
 * where it dropped by more and the drop is shown after Holm over the depths: few trials make large drops by chance.
 */
export async function checkAgainst(
  folder: string,
  { against, maxDrop }: DropLimit,
): Promise<readonly CheckLine[]> {
  const sides = await loadSides([folder, against]);
  const [newer, older] = [folder, against].map((path) => sides.filter((side) => side.folder === path));
  if (newer === undefined || older === undefined || folder === against)
    throw new MidspanError("usage", `--against is not usable; another run folder: ${against}`);
  const lines: CheckLine[] = [];
  for (const side of newer) {
    const before =
      older.find(({ model }) => model === side.model) ?? (newer.length === 1 ? only(older) : undefined);
    const what = `${side.model}: drop of recall at most`;
    if (before === undefined)
      lines.push({ holds: false, what, limit: maxDrop, reason: `no such model in ${against}` });
    else lines.push(...dropLines(await compareLoaded([before, side]), side.model, maxDrop));
  }
  return lines;
}

function only(sides: readonly RunSide[]): RunSide | undefined {
  return sides.length === 1 ? sides[0] : undefined;
}

/** What a comparison of older and newer says of drops; rows hold older minus newer. */
export function dropLines({ rows, cautions }: Finding, model: string, limit: number): readonly CheckLine[] {
  const overall = rows.filter(({ name }) => name === "difference");
  if (overall.length === 0)
    return [
      {
        holds: false,
        what: `${model}: drop of recall at most`,
        limit,
        reason: cautions[0] ?? "nothing was scored",
      },
    ];
  const depths = rows.filter(({ name, verdict }) => name === "difference at depth" && verdict === "better");
  return [
    ...overall.map((row) => line(row, model, limit)),
    ...depths.filter(({ estimate }) => (estimate?.value ?? 0) > limit).map((row) => line(row, model, limit)),
  ];
}

function line({ group, estimate, unscored, verdict }: Row, model: string, limit: number): CheckLine {
  const { task, length, depth } = group;
  const where = [
    model,
    task,
    ...(length === "all" ? [] : [`${length} tokens`]),
    ...(depth === undefined ? [] : [`depth ${depth}`]),
  ];
  const what = `${where.join(", ")}: drop of recall at most`;
  if (estimate === undefined) return { holds: false, what, limit };
  const isDoubted = verdict === DISTRUSTED;
  const reasons = [
    ...(isDoubted ? ["not to be trusted: depth decided which trials were scored"] : []),
    ...(unscored > 0 ? [`${unscored} common questions not scored by both`] : []),
  ];
  const reason = reasons.length > 0 ? { reason: reasons.join("; ") } : {};
  return { holds: !isDoubted && estimate.value <= limit + 1e-9, what, limit, estimate, ...reason };
}
