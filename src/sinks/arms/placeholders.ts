import { MidspanError } from "../../errors.ts";
import type { FrontToken } from "../../types.ts";

/** What is put in front of a prompt. */
export interface Placeholder {
  readonly name: string;
  /** For `midspan list`-like tables. */
  readonly words: string;
  /** In place of the BOS, one token each; the random one differs from document to document. */
  front(seed: number): readonly FrontToken[];
  /** At the start of the user's message, where position 0 cannot be chosen; undefined = not a text. */
  text(seed: number): string | undefined;
}

const WORDS = ["gravel", "seven", "Lisbon", "quietly", "orbit", "velvet", "noon", "zinc", "almost", "ferry"];

/** After Xiao et al. 2024, table 2 (four line feeds do as well as the first tokens) and the runtimes' double BOS. */
export const placeholders: readonly Placeholder[] = [
  { name: "nothing", words: "no token before the prompt", front: () => [], text: () => "" },
  { name: "bos", words: "the model's BOS", front: () => ["bos"], text: () => undefined },
  { name: "bos-bos", words: "two BOS", front: () => ["bos", "bos"], text: () => undefined },
  {
    name: "newlines",
    words: "four line feeds",
    front: () => Array.from({ length: 4 }, () => ({ text: "\n" })),
    text: () => "\n\n\n\n",
  },
  { name: "neutral", words: "a neutral token (the)", front: () => [{ text: " the" }], text: () => "the " },
  {
    name: "random",
    words: "a random token",
    front: (seed) => [{ random: seed }],
    text: (seed) => `${WORDS[seed % WORDS.length]} `,
  },
];

/** What the others are compared with: as the model begins where position 0 can be chosen, else nothing. */
export function referencePlaceholder(names: readonly string[]): string {
  return names.includes("bos") ? "bos" : "nothing";
}

/** Throws `unknown-name`. */
export function placeholderNamed(name: string): Placeholder {
  const found = placeholders.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = placeholders.map((one) => one.name).join(", ");
  throw new MidspanError("unknown-name", `no such placeholder; one of ${names}: ${name}`);
}
