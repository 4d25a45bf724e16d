import { createRng, type Rng } from "../random.ts";
import type { ChunkQuestion } from "../types.ts";
import type { ChunkOrder } from "./orders.ts";

/** An order that makes the very prompts of another, for every number of chunks that is asked of one set. */
export interface AlikeOrder {
  readonly order: string;
  /** The one that is asked for both. */
  readonly as: string;
}

/**
 * Orders that lay out the best chunks of every question as an earlier order does, or skip the same questions: to ask
 * both would cost twice, and count one claim twice where claims are adjusted for their number. An order that draws is
 * like none. One that differs at any of `counts` numbers of chunks is asked at all of them: what more chunks do to it
 * is seen on the same questions at each.
 */
export function alikeOrders(
  orders: readonly ChunkOrder[],
  questions: readonly ChunkQuestion[],
  counts: readonly number[],
): readonly AlikeOrder[] {
  const first = new Map<string, string>();
  const alike: AlikeOrder[] = [];
  for (const order of orders) {
    const layouts = counts.map((k) => layoutsOf(order, questions, k));
    if (layouts.includes(undefined)) continue;
    const layout = layouts.join("\n");
    const as = first.get(layout);
    if (as === undefined) first.set(layout, order.name);
    else alike.push({ order: order.name, as });
  }
  return alike;
}

/** Every question's ranks in the order of the prompt; undefined where chance had a hand in it. */
function layoutsOf(order: ChunkOrder, questions: readonly ChunkQuestion[], k: number): string | undefined {
  let drawn = false;
  const rng = new Proxy<Rng>(createRng(1), {
    get(target, name) {
      drawn = true;
      return Reflect.get(target, name);
    },
  });
  const layouts = questions.map(({ chunks, ranked }) => {
    if (order.needsRanks && !ranked) return null;
    const best = chunks.slice(0, k);
    const rankOf = new Map(best.map((chunk, i) => [chunk, i + 1]));
    return order.arrange(best, rng).map((chunk) => rankOf.get(chunk));
  });
  return drawn ? undefined : JSON.stringify(layouts);
}
