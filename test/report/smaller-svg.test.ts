import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { smallerSvg } from "../../src/report/smaller-svg.ts";

const framed = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60" viewBox="0 0 80 60"><rect width="80" height="60" fill="white"/>${body}</svg>`;

const MARKS: readonly (readonly [string, string])[] = [
  ["a square", '<path transform="translate(20.1,30)" d="M-3.6,-3.6h7.2v7.2h-7.2Z" fill="#d55e00"></path>'],
  ["a triangle", '<path transform="translate(40,20.4)" d="M0,-3.1L-3.6,3.1L3.6,3.1Z" fill="#009e73"></path>'],
  ["a diamond", '<path transform="translate(60,44)" d="M0,-4.2L2.4,0L0,4.2L-2.4,0Z" fill="#000"></path>'],
  [
    "a circle",
    '<path transform="translate(9,9)" d="M3.6,0A3.6,3.6,0,1,1,-3.6,0A3.6,3.6,0,1,1,3.6,0"><title>a</title></path>',
  ],
  [
    "lines",
    '<g stroke="black"><line transform="translate(3,4)" x2="9"/><line transform="translate(3,9)" x2="9" y2="4"/></g>',
  ],
  ["a colour", '<g role="graphics-object"><path d="M1,50h9v9h-9Z" fill="rgb(213, 226, 7)"></path></g>'],
];

describe("smallerSvg", () => {
  it.each(MARKS)("draws %s as it was, in fewer bytes", (_, mark) => {
    const [before, after] = [framed(mark), smallerSvg(framed(mark))];
    expect(after.length).toBeLessThan(before.length);
    const [wanted, got] = [before, after].map((svg) => new Resvg(svg).render().pixels);
    // Marks of curves are sampled otherwise: a shade, at their edges.
    const most = Math.max(...got!.map((value, i) => Math.abs(value - (wanted![i] ?? Number.NaN))));
    expect(most).toBeLessThanOrEqual(8);
    expect(new Set(got!).size).toBeGreaterThan(1);
  });

  it("moves no mark with curves by the rule for straight sides", () => {
    const mark = '<path transform="translate(9,9)" d="M0,1Q2,3,4,5Z"/>';
    expect(smallerSvg(mark)).toBe(mark);
  });
});
