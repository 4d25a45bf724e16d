import { type ObservedCell, regressOn } from "./regression.ts";
import { studentP } from "./student-p.ts";

export interface Line {
  /** Change of y per unit of x. */
  readonly slope: number;
  readonly error: number;
  readonly freedom: number;
  /** Two-sided. */
  readonly p: number;
}

export interface TwoLines {
  readonly breakAt: number;
  readonly before: Line;
  readonly after: Line;
}

/**
 * Two-lines test of Simonsohn (2018), Advances in Methods and Practices in Psychological Science 1: 538-555: one
 * line up to a break point and one from it (which counts to both); there is a U where the first falls, the second
 * rises and both are significant. A parabola alone would see one in any curve that levels off. The break point is
 * the x nearest to the vertex of the fitted parabola, the ends aside. (His Robin Hood procedure, with means in place
 * of a spline, found a U in 7 to 10 % of simulated curves that fall and level off, since it anchors both lines at the
 * lowest mean; the vertex finds it in 2 to 4 %.) Errors are clustered by document. Undefined with fewer than three
 * x, or where lines cannot be fitted.
 */
export function twoLines(cells: readonly ObservedCell<number>[]): TwoLines | undefined {
  const xs = [...new Set(cells.map(({ x }) => x))].sort((a, b) => a - b);
  const inner = xs.slice(1, -1);
  const parabola = regressOn(cells, (x) => [1, x, x ** 2], "identity");
  const [, linear = 0, square = 0] = parabola?.coefficients ?? [];
  const centre = ((xs[0] ?? 0) + (xs.at(-1) ?? 0)) / 2;
  // Where recall is the same everywhere, or a straight line, the curve is rounding, and its vertex anywhere.
  const vertex = Math.abs(square) < 1e-9 ? centre : -linear / (2 * square);
  const distance = (x: number): number => Math.abs(x - vertex);
  const [head, ...rest] = inner;
  if (head === undefined) return undefined;
  return linesAt(
    cells,
    rest.reduce((near, x) => (distance(x) < distance(near) - 1e-12 ? x : near), head),
  );
}

/** An interrupted regression has a level and a slope on either side, so each line is fitted to its own points. */
export function linesAt(cells: readonly ObservedCell<number>[], breakAt: number): TwoLines | undefined {
  const before = lineOf(cells.filter(({ x }) => x <= breakAt));
  const after = lineOf(cells.filter(({ x }) => x >= breakAt));
  return before && after && { breakAt, before, after };
}

function lineOf(cells: readonly ObservedCell<number>[]): Line | undefined {
  const line = regressOn(cells, (x) => [1, x], "identity");
  if (line === undefined) return undefined;
  const [slope = 0, error = 0] = [line.coefficients[1], line.errors[1]];
  // Without any variance there is nothing to test, unless there is a slope and nothing else.
  const p = Math.abs(slope) < 1e-9 ? 1 : studentP(slope / error, line.freedom);
  return { slope, error, freedom: line.freedom, p };
}
