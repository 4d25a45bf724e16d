import { assertThat } from "../errors.ts";
import type { Factor } from "../types.ts";

/** "keys=300", "question=both", "flag=true" as a task's factors. Throws `usage`. */
export function factorsFrom(settings: readonly string[]): Readonly<Record<string, Factor>> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^(\w+)=(.+)$/.exec(setting) ?? [];
      assertThat(
        name !== undefined && value !== undefined,
        "usage",
        () => `--set is not usable; factor=value: ${setting}`,
        "midspan list tasks shows each task's factors.",
      );
      return [name, factorOf(value)];
    }),
  );
}

function factorOf(text: string): Factor {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}
