import { grouped } from "../number-words.ts";
import { byText } from "./by-text.ts";
import { FIELDS, type Pairing, type Side } from "./common-cells.ts";

/** Values of a field that are named; more are counted. */
const NAMED = 4;

/** What was not compared and why, one sentence a side that was asked more than all were. */
export function notCommon(sides: readonly Side[], { cells, alone, values }: Pairing): string[] {
  return sides.flatMap(({ name }, index) => {
    const own = alone[index] ?? [];
    if (own.length === 0) return [];
    const others = values.filter((_, i) => i !== index);
    const reasons = FIELDS.flatMap((field) => {
      const here = [...new Set(own.map((question) => question[field]))];
      const unshared = here.filter((value) => others.some((other) => !other.get(field)?.has(value)));
      return unshared.length === 0 ? [] : [`${field} ${listed(unshared)}`];
    });
    const why = reasons.length === 0 ? "other combinations of the same settings" : reasons.join("; ");
    return [
      `${name}: ${grouped(own.length)} of its ${grouped(own.length + cells.length)} questions were not asked of every other and are not compared (${why}).`,
    ];
  });
}

function listed(values: readonly (string | number)[]): string {
  const sorted = [...values].sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : byText(String(a), String(b)),
  );
  const shown = sorted
    .slice(0, NAMED)
    .map((value) => (Number.isInteger(value) ? grouped(Number(value)) : value || "none"));
  const more = sorted.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""}`;
}
