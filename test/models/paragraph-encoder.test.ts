import { AutoTokenizer } from "@huggingface/transformers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeByParagraph } from "../../src/models/paragraph-encoder.ts";
import { packageRoot } from "../../src/root.ts";

it("gives the ids of the whole text, and encodes a paragraph once", async () => {
  const folder = `${packageRoot()}/models/reference`;
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  let calls = 0;
  const whole = (text: string): number[] => [...tokenizer.encode(text, { add_special_tokens: false })];
  const encode = encodeByParagraph((text) => {
    calls++;
    return whole(text);
  });
  const part = fc.constantFrom(
    "The cabin",
    " mark",
    "\n",
    "\n\n",
    " ",
    "\t",
    "7",
    "é",
    "<|end|>",
    "\r\n",
    "🙂",
    ".",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      expect([...encode(text)]).toEqual(whole(text));
    }),
    { seed: 51, numRuns: 500 },
  );
  encode("One.\n\nTwo.");
  calls = 0;
  encode("One.\n\nTwo.\n\nThree.");
  expect(calls).toBe(1);
});
