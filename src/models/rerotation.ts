import { MidspanError } from "../errors.ts";
import type { Block, Blocks } from "./key-values.ts";
import { frequenciesOf, type Rotation } from "./rotation.ts";

/**
 * Turns cached keys that were rotated at other positions, so that they stand at 0, 1, 2 ... again: see `turnKeys`.
 *
 * @param places position at which each cached token's key was rotated
 */
export function rerotate(blocks: Blocks, places: readonly number[], rotation: Rotation): void {
  for (const [name, block] of Object.entries(blocks))
    if (name.endsWith(".key")) turnKeys(block, (_head, token) => token - (places[token] ?? token), rotation);
}

/**
 * Moves keys by `shift` = new - old position: k' = k cos(d w) + rotate_half(k) sin(d w), w_i by
 * `frequenciesOf` (Su et al. 2021, RoFormer, section 3.4.2; the shift as in Xiao et al. 2023, section 3.2). Changes the
 * block in place. Throws `usage` for keys in half precision, which would lose too much by being turned again and again.
 */
export function turnKeys(
  { type, data, dims: [, heads, tokens, width] }: Block,
  shift: (head: number, token: number) => number,
  rotation: Rotation,
): void {
  if (type !== "float32")
    throw new MidspanError("usage", `a cut cache's keys must be turned; keys in float32: ${type}`, {
      cure: "use weights whose cache is float32, or leave --cache out",
    });
  const frequencies = frequenciesOf(rotation, width);
  const half = frequencies.length;
  const turns = new Map<number, Float64Array>();
  for (let head = 0; head < heads; head++)
    for (let token = 0; token < tokens; token++) {
      const by = shift(head, token);
      if (by === 0) continue;
      let turn = turns.get(by);
      if (turn === undefined) {
        turn = turnOf(by, frequencies);
        turns.set(by, turn);
      }
      const at = (head * tokens + token) * width;
      for (let i = 0; i < half; i++) {
        const [cos, sin] = [turn[2 * i] as number, turn[2 * i + 1] as number];
        const [a, b] = [data[at + i] as number, data[at + half + i] as number];
        data[at + i] = a * cos - b * sin;
        data[at + half + i] = b * cos + a * sin;
      }
    }
}

/** Cosine and sine of each pair's angle, one behind the other. */
function turnOf(shift: number, frequencies: Float64Array): Float64Array {
  const turn = new Float64Array(2 * frequencies.length);
  for (const [i, w] of frequencies.entries()) {
    turn[2 * i] = Math.cos(shift * w);
    turn[2 * i + 1] = Math.sin(shift * w);
  }
  return turn;
}
