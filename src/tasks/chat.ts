import type { Gold, Message, TaskKit } from "../types.ts";

/** One request and its reply. */
export interface Turn {
  readonly request: string;
  readonly reply: string;
}

/** The turns as messages, the closing request last. */
export function chatMessages(turns: readonly Turn[], closing: string): readonly Message[] {
  return [
    ...turns.flatMap(({ request, reply }): Message[] => [
      { role: "user", content: request },
      { role: "assistant", content: reply },
    ]),
    { role: "user", content: closing },
  ];
}

/**
 * Tokens of messages with what the chat template puts around them. What it puts around one of many is not known
 * for every model: each is counted with what a whole prompt has around it, which is the most it can be.
 */
export function chatTokens(texts: readonly string[], { tokenizer }: TaskKit): number {
  const around = Math.max(2, tokenizer.templateTokens);
  return texts.reduce((sum, text) => sum + tokenizer.count(text) + around, 0);
}

/** Where the reply of a turn lies; its depth is that of the turn, request and reply together. */
export function turnGold(turns: readonly Turn[], at: number, needleId: string, kit: TaskKit): Gold {
  const sizes = turns.map(({ request, reply }) => chatTokens([request, reply], kit));
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const before = sum(sizes.slice(0, at));
  const others = sum(sizes) - (sizes[at] ?? 0);
  return {
    needleId,
    depth: others === 0 ? 0 : before / others,
    start: 0,
    end: turns[at]?.reply.length ?? 0,
    message: 2 * at + 1,
  };
}
