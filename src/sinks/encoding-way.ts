/** How a prompt becomes ids; each is what some tool does by default. */
export type EncodingWay = "plain" | "plain-bare" | "template" | "template-bare";

interface WayWords {
  readonly way: EncodingWay;
  readonly template: boolean;
  readonly special: boolean;
  readonly words: string;
}

/** The four ways: with a chat template or without, then encoded with special tokens or without ("bare"). */
export const encodingWays: readonly WayWords[] = [
  { way: "plain", template: false, special: true, words: "plain" },
  { way: "plain-bare", template: false, special: false, words: "plain, no special" },
  { way: "template", template: true, special: true, words: "template" },
  { way: "template-bare", template: true, special: false, words: "template, no special" },
];
