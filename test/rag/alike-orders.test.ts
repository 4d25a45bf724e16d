import { describe, expect, it } from "vitest";
import { alikeOrders } from "../../src/rag/alike-orders.ts";
import { orders } from "../../src/rag/orders.ts";
import { syntheticSet } from "../../src/rag/sets/synthetic.ts";

const { questions } = syntheticSet({ questions: 20 });
const pairs = (k: number, asked = questions): readonly string[] =>
  alikeOrders(orders, asked, [k]).map(({ order, as }) => `${order} as ${as}`);

describe("alikeOrders", () => {
  it("of an even number of chunks: best last at both ends is LangChain's and LlamaIndex's order", () => {
    expect(pairs(10)).toEqual([
      "sides-llamaindex as sides-langchain",
      "sides-longllmlingua as sides-haystack",
      "sides-best-last as sides-langchain",
    ]);
  });

  it("of an odd number: LangChain's and LlamaIndex's put the best first, as Haystack's", () => {
    expect(pairs(9)).toEqual([
      "sides-langchain as sides-haystack",
      "sides-llamaindex as sides-haystack",
      "sides-longllmlingua as sides-haystack",
    ]);
  });

  it("of several numbers: what differs at one of them is asked at all, so that it can be followed over them", () => {
    const both = alikeOrders(orders, questions, [9, 10]).map(({ order, as }) => `${order} as ${as}`);
    expect(both).toEqual(["sides-llamaindex as sides-langchain", "sides-longllmlingua as sides-haystack"]);
  });

  it("looks at every question: one whose scores do not follow its ranks sets LlamaIndex's apart", () => {
    const [first, ...others] = questions;
    if (first === undefined) throw new Error("no question");
    const chunks = first.chunks.map(({ score: _, ...chunk }) => chunk);
    const one = { ...first, chunks: chunks.map((chunk, i) => (i === 3 ? { ...chunk, score: 0.9 } : chunk)) };
    expect(pairs(10, [...others, one])).not.toContain("sides-llamaindex as sides-langchain");
    expect(pairs(10, [...others, { ...first, chunks }])).toContain("sides-llamaindex as sides-langchain");
  });

  it("an order that needs no ranks is not alike where a question has none", () => {
    const placeless = questions.map((question) => ({
      ...question,
      chunks: question.chunks.map(({ place: _, ...chunk }) => chunk),
    }));
    expect(pairs(10, placeless)).toContain("document as rank");
    expect(
      pairs(
        10,
        placeless.map((question, i) => ({ ...question, ranked: i > 0 })),
      ),
    ).not.toContain("document as rank");
  });

  it("a draw is like no order, also where there is nothing to draw from", () => {
    expect(pairs(1)).not.toContain("random as rank");
    expect(pairs(1)).toContain("reverse as rank");
  });
});
