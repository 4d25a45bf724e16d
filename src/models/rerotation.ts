import type { Blocks } from "./key-values.ts";

/** How a model turns its keys: rotary embedding with halves as pairs, over all of a head's width. */
export interface Rotation {
  readonly theta: number;
}

/**
 * Turns cached keys that were rotated at other positions, so that they stand at 0, 1, 2 ... again: k' = k cos(d w) +
 * rotate_half(k) sin(d w), d = new - old position, w_i = theta^(-2i/width) (Su et al. 2021, RoFormer, section 3.4.2; the
 * shift as in Xiao et al. 2023, section 3.2). Changes the blocks in place; keys in float32 only.
 *
 * @param places position at which each cached token's key was rotated
 */
export function rerotate(blocks: Blocks, places: readonly number[], { theta }: Rotation): void {
  for (const [name, { data, dims }] of Object.entries(blocks)) {
    if (!name.endsWith(".key")) continue;
    const [, heads, tokens, width] = dims;
    const half = width / 2;
    for (let token = 0; token < tokens; token++) {
      const shift = token - (places[token] ?? token);
      if (shift === 0) continue;
      for (let i = 0; i < half; i++) {
        const angle = shift * theta ** ((-2 * i) / width);
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        for (let head = 0; head < heads; head++) {
          const at = (head * tokens + token) * width + i;
          const [a, b] = [data[at] as number, data[at + half] as number];
          data[at] = a * cos - b * sin;
          data[at + half] = b * cos + a * sin;
        }
      }
    }
  }
}
