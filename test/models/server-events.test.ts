import fc from "fast-check";
import { expect, it } from "vitest";
import { serverEvents } from "../../src/models/server-events.ts";

async function read(text: string, cuts: readonly number[]): Promise<string[]> {
  const bytes = Buffer.from(text);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let i = 1; i < at.length; i++) controller.enqueue(bytes.subarray(at[i - 1], at[i]));
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of serverEvents(body)) found.push(data);
  return found;
}

it("are the same however the bytes are cut, and whatever ends the lines", async () => {
  const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      fc.constantFrom("\n", "\r\n"),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (events, end, cuts) => {
        const text = events
          .map(
            (lines) => `: comment${end}${lines.map((one) => `data: ${one}${end}`).join("")}id: 1${end}${end}`,
          )
          .join("");
        expect(await read(text, cuts)).toEqual(events.map((lines) => lines.join("\n")));
      },
    ),
    { seed: 1 },
  );
});

it("may end without a blank line, or without any", async () => {
  expect(await read('data: {"a":1}\n\ndata: [DONE]', [])).toEqual(['{"a":1}', "[DONE]"]);
  expect(await read("data:x\n", [3])).toEqual(["x"]);
  expect(await read("", [])).toEqual([]);
});
