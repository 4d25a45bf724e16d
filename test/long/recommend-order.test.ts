import { describe, expect, it } from "vitest";
import { parseCurve, trueRecall } from "../../src/models/curve.ts";
import { alikeOrders } from "../../src/rag/alike-orders.ts";
import { orders } from "../../src/rag/orders.ts";
import { recommendOrder } from "../../src/rag/recommend-order.ts";
import { syntheticSet } from "../../src/rag/sets/synthetic.ts";
import { createRng } from "../../src/random.ts";
import type { ChunkQuestion } from "../../src/types.ts";

const RUNS = 500;
const K = 10;
const { questions } = syntheticSet();
const alike = alikeOrders(orders, questions, [K]).map(({ order }) => order);
const TRIED = orders.filter(({ name }) => name !== "gold-repeat-end" && !alike.includes(name));

/** Orders of one run: each question is right with the chance that the truth gives the place of its gold chunk. */
function simulatedRun(truth: string, run: number) {
  const curve = parseCurve(truth);
  if (curve === undefined) throw new Error(truth);
  const rng = createRng(run).fork(truth);
  return TRIED.map(({ name, arrange }) => ({
    order: name,
    hits: questions.map((question) => {
      // One draw a question for all orders: what one place answers, a better place answers too.
      const luck = rng.fork(question.id).float();
      return luck < chanceOf(question, arrange, curve);
    }),
  }));
}

const places = new Map<string, number>();

function chanceOf(
  { id, chunks }: ChunkQuestion,
  arrange: (typeof orders)[number]["arrange"],
  curve: NonNullable<ReturnType<typeof parseCurve>>,
): number {
  const name = orders.find((order) => order.arrange === arrange)?.name ?? "";
  const key = `${name} ${id}`;
  const at =
    places.get(key) ?? arrange(chunks.slice(0, K), createRng(id)).findIndex(({ gold }) => gold === true);
  places.set(key, at);
  return at < 0 ? 0 : trueRecall(curve, at / (K - 1));
}

/** Mean truth of an order: what it would come to with endless questions. */
function truthOf(order: string, truth: string): number {
  const curve = parseCurve(truth);
  const arrange = orders.find(({ name }) => name === order)?.arrange;
  if (curve === undefined || arrange === undefined) throw new Error(order);
  return questions.reduce((sum, question) => sum + chanceOf(question, arrange, curve), 0) / questions.length;
}

describe("recommendOrder over 500 simulated runs", () => {
  it.each(["u", "recency", "primacy", "flat"])("of the truth %s, is wrong in at most 5 %", (truth) => {
    let [wrong, improved] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const { order, verdict } = recommendOrder(simulatedRun(truth, run));
      // Wrong: to leave the ranking for what is truly no better, or to say that all are equal where one is not.
      if (verdict === "better" && truthOf(order, truth) <= truthOf("rank", truth)) wrong++;
      if (
        verdict === "equivalent" &&
        TRIED.some(({ name }) => Math.abs(truthOf(name, truth) - truthOf("rank", truth)) >= 0.03)
      )
        wrong++;
      if (verdict === "better") improved++;
    }
    expect(wrong).toBeLessThanOrEqual(0.05 * RUNS);
    if (truth === "recency") expect(improved).toBeGreaterThan(0.95 * RUNS);
    if (truth === "primacy" || truth === "flat") expect(improved).toBe(0);
  });

  it("recommends best last for recency, both ends or the ranking for a U, and never another than the ranking for primacy", () => {
    const recommended = (truth: string) =>
      new Set(Array.from({ length: 40 }, (_, run) => recommendOrder(simulatedRun(truth, run)).order));
    for (const order of recommended("recency")) {
      const arrange = orders.find(({ name }) => name === order)?.arrange;
      expect(arrange?.([{ rank: 1 }, { rank: 2 }, { rank: 3 }, { rank: 4 }]).at(-1)).toEqual({ rank: 1 });
    }
    for (const order of recommended("u")) expect(order).toMatch(/^(rank|sides-)/);
    expect(recommended("primacy")).toEqual(new Set(["rank"]));
  });
});
