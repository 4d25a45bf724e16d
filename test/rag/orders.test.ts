import { describe, expect, it } from "vitest";
import { orders } from "../../src/rag/orders.ts";
import { orderNamed } from "../../src/rag/orders-named.ts";
import { createRng } from "../../src/random.ts";

const ranked = (n: number) => Array.from({ length: n }, (_, i) => ({ rank: i + 1, score: 1 - i / 100 }));

function arranged(name: string, n: number): string {
  const order = orders.find((one) => one.name === name);
  return (
    order
      ?.arrange(ranked(n), createRng(1))
      .map(({ rank }) => rank)
      .join(" ") ?? "none"
  );
}

/** As published, see each order's source. */
const PUBLISHED: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  rank: { 4: "1 2 3 4" },
  reverse: { 4: "4 3 2 1" },
  "sides-langchain": { 4: "2 4 3 1", 5: "1 3 5 4 2", 6: "2 4 6 5 3 1", 10: "2 4 6 8 10 9 7 5 3 1" },
  "sides-llamaindex": { 4: "2 4 3 1", 5: "1 3 5 4 2", 6: "2 4 6 5 3 1", 10: "2 4 6 8 10 9 7 5 3 1" },
  "sides-haystack": { 4: "1 3 4 2", 5: "1 3 5 4 2", 6: "1 3 5 6 4 2" },
  "sides-longllmlingua": { 4: "1 3 4 2", 5: "1 3 5 4 2", 6: "1 3 5 6 4 2" },
  "sides-best-last": { 4: "2 4 3 1", 5: "2 4 5 3 1", 6: "2 4 6 5 3 1" },
  "gold-repeat-end": { 1: "1", 4: "1 2 3 4 1" },
};

describe("orders", () => {
  it.each(
    Object.entries(PUBLISHED).flatMap(([name, counts]) =>
      Object.entries(counts).map(([n, expected]) => [name, Number(n), expected] as const),
    ),
  )("%s of %i chunks is %s", (name, n, expected) => {
    expect(arranged(name, n)).toBe(expected);
  });

  it.each(orders.map(({ name }) => [name]))("%s loses no chunk, for 0 to 10 of them", (name) => {
    for (let n = 0; n <= 10; n++) {
      const places = arranged(name, n).split(" ").filter(Boolean).map(Number);
      const repeated = name === "gold-repeat-end" && n > 1 ? 1 : 0;
      expect(places).toHaveLength(n + repeated);
      expect([...new Set(places)].sort((a, b) => a - b)).toEqual(ranked(n).map(({ rank }) => rank));
    }
  });

  it("haystack's and LongLLMLingua's are one order, written twice", () => {
    for (let n = 0; n <= 10; n++)
      expect(arranged("sides-haystack", n)).toBe(arranged("sides-longllmlingua", n));
  });

  it("LlamaIndex sorts by score first: ranks do not matter, and a chunk without a score counts as 0", () => {
    const order = orders.find(({ name }) => name === "sides-llamaindex");
    const chunks = [{ id: "a", score: 0.2 }, { id: "b", score: null }, { id: "c", score: 0.9 }, { id: "d" }];
    // Ascending and stable: b, d, a, c; even indices to the front, odd ones to the end.
    expect(order?.arrange(chunks, createRng(1)).map(({ id }) => id)).toEqual(["a", "b", "d", "c"]);
  });

  it("document order keeps a source together and puts what has no place behind", () => {
    const order = orders.find(({ name }) => name === "document");
    const at = (document: string, index: number) => ({
      id: `${document}${index}`,
      place: { document, index },
    });
    const chunks = [at("b", 7), { id: "loose" }, at("a", 3), at("b", 2), at("a", 1)];
    expect(order?.arrange(chunks, createRng(1)).map(({ id }) => id)).toEqual([
      "b2",
      "b7",
      "a1",
      "a3",
      "loose",
    ]);
  });

  it("random is the same for the same question", () => {
    expect(arranged("random", 9)).toBe(arranged("random", 9));
  });
});

describe("orderNamed", () => {
  it("reads a list of ranks, with the others behind", () => {
    const order = orderNamed("3,1");
    expect(order.arrange(ranked(5), createRng(1)).map(({ rank }) => rank)).toEqual([3, 1, 2, 4, 5]);
  });

  it.each(["sides-langchian", "1,1", "0,2"])("refuses %s", (name) => {
    expect(() => orderNamed(name)).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^(usage|unknown-name)$/),
      }),
    );
  });
});
