import { MidspanError } from "../../errors.ts";

/** Where an instruction stands. `nowhere` is the floor: how often its rule is kept without it. */
export type InstructionPlace =
  | { readonly kind: "nowhere" | "system" | "user-top" | "above" | "below" | "both" | "end" }
  | { readonly kind: "depth"; readonly depth: number };

/** By name, in the order of the prompt. */
export const defaultPlaces: readonly string[] = [
  "nowhere",
  "system",
  "user-top",
  "above",
  "depth-25",
  "depth-50",
  "depth-75",
  "below",
  "end",
  "both",
];

/** The place of a name such as "system" or "depth-25". Throws `unknown-name`. */
export function placeNamed(name: string): InstructionPlace {
  const percent = /^depth-(\d{1,3})$/.exec(name)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { kind: "depth", depth: Number(percent) / 100 };
  const kinds = ["nowhere", "system", "user-top", "above", "below", "both", "end"] as const;
  const kind = kinds.find((one) => one === name);
  if (kind !== undefined) return { kind };
  throw new MidspanError(
    "unknown-name",
    `no such place; one of ${kinds.join(", ")}, depth-25 (percent of the documents): ${name}`,
  );
}
