import type { Encoded } from "./shard.ts";
import { WEIGHT } from "./shard.ts";
import { SPECIALS } from "./tokenizer-files.ts";

/** One question with its answer in three parts: what opens it, the value, what closes it. */
export interface Turn {
  readonly user: string;
  readonly opening: string;
  readonly value: string;
  readonly closing: string;
}

const id = (special: (typeof SPECIALS)[number]): number => SPECIALS.indexOf(special);

/** BOS, then each turn in the chat template's form. */
export function encodeConversation(
  turns: readonly Turn[],
  encode: (text: string) => readonly number[],
  meta?: Readonly<Record<string, unknown>>,
): Encoded {
  const ids: number[] = [];
  const weights: number[] = [];
  const add = (more: readonly number[], weight: number): void => {
    for (const token of more) {
      ids.push(token);
      weights.push(weight);
    }
  };
  add([id("<|bos|>")], WEIGHT.context);
  for (const turn of turns) {
    add(
      [id("<|user|>"), ...encode("\n"), ...encode(turn.user), id("<|end|>"), ...encode("\n")],
      WEIGHT.context,
    );
    add([id("<|assistant|>"), ...encode("\n")], WEIGHT.context);
    add(encode(turn.opening), WEIGHT.answer);
    add(encode(turn.value), WEIGHT.value);
    add([...encode(turn.closing), id("<|end|>")], WEIGHT.answer);
    add(encode("\n"), WEIGHT.context);
  }
  return { ids, weights, ...(meta === undefined ? {} : { meta }) };
}
