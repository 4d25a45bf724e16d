import { type OpeningControl, openingControls } from "./opening-line.ts";

/** The arm without any line is one for all lines. */
export const NO_LINE = "none";

export interface OpeningArm {
  /** "A", "A shuffled", "none". */
  readonly name: string;
  readonly line: string;
  readonly control: OpeningControl;
}

/** Lines are named A, B, C in the order given, their controls after them. */
export function openingArms(lines: readonly string[], controls: boolean): readonly OpeningArm[] {
  const own = lines.flatMap((line, i): OpeningArm[] => {
    const letter = String.fromCharCode(65 + i);
    const main: OpeningArm = { name: letter, line, control: "line" };
    if (!controls) return [main];
    const beside = openingControls.filter(
      (control) =>
        control !== "none" && (control !== "shuffled" || new Set(line.trim().split(/\s+/)).size > 1),
    );
    return [main, ...beside.map((control) => ({ name: `${letter} ${control}`, line, control }))];
  });
  return controls ? [{ name: NO_LINE, line: "", control: "none" }, ...own] : own;
}

/** What is compared: each further line with the first, and each line with its controls. */
export function openingPairs(names: readonly string[]): readonly (readonly [string, string])[] {
  const lines = names.filter((name) => /^[A-Z]$/.test(name)).sort();
  const [first, ...others] = lines;
  const beside = lines.flatMap((line) =>
    [NO_LINE, ...openingControls.map((control) => `${line} ${control}`)]
      .filter((name) => names.includes(name))
      .map((name) => [line, name] as const),
  );
  return [...(first === undefined ? [] : others.map((line) => [line, first] as const)), ...beside];
}
