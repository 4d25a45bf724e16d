import { expect, it } from "vitest";
import { rememberSegments } from "../../src/haystack/remember.ts";
import type { Segment } from "../../src/types.ts";

function counting(length: number) {
  let drawn = 0;
  const haystack = {
    name: "counting",
    version: "1",
    *segments(seed: number): Iterable<Segment> {
      for (let i = 0; i < length; i++) {
        drawn++;
        yield { kind: "filler", lead: " ", text: `Sentence ${i} of ${seed}.` };
      }
    },
  } as const;
  return { haystack, drawn: () => drawn };
}

const first = (segments: Iterable<Segment>, n: number): string[] => {
  const out: string[] = [];
  for (const segment of segments) if (out.push(segment.text) === n) break;
  return out;
};

it("gives the same segments and draws each of them once", () => {
  const { haystack, drawn } = counting(100);
  const remembered = rememberSegments(haystack);
  expect(first(remembered.segments(7), 10)).toEqual(first(haystack.segments(7), 10));
  const before = drawn();
  first(remembered.segments(7), 10);
  expect(drawn()).toBe(before);
  expect([...remembered.segments(7)]).toHaveLength(100);
  expect(drawn()).toBe(before + 90);
});

it("survives interleaved readers and forgets the seed that was used longest ago", () => {
  const { haystack, drawn } = counting(5);
  const remembered = rememberSegments(haystack);
  const a = remembered.segments(1)[Symbol.iterator]();
  const b = remembered.segments(1)[Symbol.iterator]();
  expect([a.next().value, b.next().value, b.next().value, a.next().value].map((s) => s?.text)).toEqual([
    "Sentence 0 of 1.",
    "Sentence 0 of 1.",
    "Sentence 1 of 1.",
    "Sentence 1 of 1.",
  ]);
  for (let seed = 2; seed < 6; seed++) first(remembered.segments(seed), 1);
  const before = drawn();
  first(remembered.segments(1), 1);
  expect(drawn()).toBe(before + 1);
});
