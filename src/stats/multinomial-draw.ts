import type { Rng } from "../random.ts";
import { binomialDraw } from "./binomial-draw.ts";

/**
 * How often each of several classes comes up in as many draws with replacement as there are members: one exact
 * multinomial draw, written into `drawn`. One binomial a class in place of one number a member.
 *
 * @param members of each class, in a fixed order
 */
export function multinomialDraw(
  members: ArrayLike<number>,
  total: number,
  drawn: Float64Array,
  rng: Rng,
): void {
  let draws = total;
  let left = total;
  for (let i = 0; i < members.length; i++) {
    const own = members[i] as number;
    const count = binomialDraw(draws, own / left, rng);
    drawn[i] = count;
    draws -= count;
    left -= own;
  }
}
