import fc from "fast-check";
import { expect, it } from "vitest";
import { readEvents } from "../../src/models/server-events.ts";

/** Texts are cut between any two of their characters. */
function read(text: string, cuts: readonly number[]): readonly string[] {
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  const events = readEvents();
  const found = at.slice(1).flatMap((end, i) => events.take(text.slice(at[i], end)));
  return [...found, ...events.end()];
}

it("are the same however the bytes are cut, and whatever ends the lines", () => {
  const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(
      fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.nat(), { maxLength: 8 }),
      (events, end, cuts) => {
        const text = events
          .map(
            (lines) => `: comment${end}${lines.map((one) => `data: ${one}${end}`).join("")}id: 1${end}${end}`,
          )
          .join("");
        expect(read(text, cuts)).toEqual(events.map((lines) => lines.join("\n")));
      },
    ),
    { seed: 1 },
  );
});

it("may end without a blank line, or without any", () => {
  expect(read('data: {"a":1}\n\ndata: [DONE]', [])).toEqual(['{"a":1}', "[DONE]"]);
  expect(read("data:x\n", [3])).toEqual(["x"]);
  expect(read("", [])).toEqual([]);
});
