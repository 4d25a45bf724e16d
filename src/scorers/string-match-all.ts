import { assertThat } from "../errors.ts";
import { type Accepted, acceptedList } from "./accepted.ts";
import { controlToNewline } from "./control-to-newline.ts";

/**
 * Share of the references that stand in the output, case aside, 0..1. `found` has one entry a reference.
 * Throws `usage` where there is none.
 *
 * Source: Hsieh et al. 2024 (RULER), needle, variable-tracking and aggregation tasks.
 */
export function stringMatchAll(
  output: string,
  references: Accepted,
): { readonly share: number; readonly found: readonly boolean[] } {
  const list = acceptedList(references);
  assertThat(list.length > 0, "usage", () => "string match; references needed, at least 1: 0");
  const text = controlToNewline(output).toLowerCase();
  const found = list.map((reference) => text.includes(reference.toLowerCase()));
  return { share: found.filter(Boolean).length / found.length, found };
}
