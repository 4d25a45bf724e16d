import fc from "fast-check";

/** One change of a file's bytes; `at` is where, as a share of its length. */
export type Edit =
  | { readonly kind: "flip"; readonly at: number; readonly mask: number }
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: "end"; readonly at: number }
  | { readonly kind: "insert" | "exchange"; readonly at: number; readonly what: string };

/** What breaks readers: wrong kinds, borders of numbers, marks of the formats, hostile texts. */
const BAIT: readonly string[] = [
  ...'null true false 0 -1 1.5 1e999 -0 1e-320 9007199254740993 0x10 NaN Infinity [] {} [[]] [null] {"a":{}}'.split(
    " ",
  ),
  ...['""', '"x"', '"\\ud800"', '"\\u0000"', '"__proto__"', '"constructor"', '"../../etc/passwd"', '"=1+1"'],
  ...[
    "[",
    "{",
    "}",
    "]",
    ",",
    ":",
    '"',
    "'",
    "\\",
    "\n",
    "\r",
    "\t",
    "|",
    ">",
    "- ",
    "? ",
    "&a ",
    "*a",
    "!!js/function ",
    "%",
  ],
  ...["\u0000", "\u2028", "\ufeff", "\u202e", "\u{10ffff}", "\x1b[31m", "<script>", "\\UFFFFFFFF"],
  ...['{"__proto__":{"polluted":1}}', "[".repeat(100), "1,".repeat(300), "x".repeat(5000), "é".repeat(400)],
  ...[
    "\x00\x00\x00\x00",
    "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f",
    "\x01\x00\x00\x00\x00\x00\x00\x00",
    "\x09\x00\x00\x00",
  ],
];

/** Even over a file; a double of fast-check is nearly always next to 0. */
const place = fc.nat({ max: 1_000_000 }).map((n) => n / 1_000_000);
const length = fc.integer({ min: 1, max: 64 });

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("flip" as const), at: place, mask: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant("cut" as const), at: place, length }),
    fc.record({
      kind: fc.constant("repeat" as const),
      at: place,
      length,
      times: fc.integer({ min: 1, max: 200 }),
    }),
    fc.record({ kind: fc.constant("end" as const), at: place }),
    fc.record({
      kind: fc.constantFrom("insert" as const, "exchange" as const, "exchange" as const),
      at: place,
      what: fc.constantFrom(...BAIT),
    }),
  ),
  { minLength: 1, maxLength: 6 },
);

/** The bytes with the edits made, one after another. */
export function edited(bytes: Buffer, changes: readonly Edit[]): Buffer {
  return changes.reduce(change, bytes);
}

function change(bytes: Buffer, edit: Edit): Buffer {
  const at = Math.min(bytes.length, Math.floor(edit.at * bytes.length));
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (edit.kind) {
    case "flip": {
      const out = Buffer.from(bytes);
      if (at < out.length) out[at] = (out[at] as number) ^ edit.mask;
      return out;
    }
    case "cut":
      return Buffer.concat([before, behind.subarray(edit.length)]);
    case "repeat":
      return Buffer.concat([
        before,
        ...Array<Buffer>(edit.times).fill(behind.subarray(0, edit.length)),
        behind,
      ]);
    case "end":
      return before;
    case "insert":
      return Buffer.concat([before, Buffer.from(edit.what), behind]);
    case "exchange":
      return exchanged(bytes, edit.at, edit.what);
  }
}

const VALUE = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|\b(?:true|false|null)\b/g;

/** Another value in place of one of JSON, YAML or CSV: the text stays well formed, its meaning does not. */
function exchanged(bytes: Buffer, at: number, what: string): Buffer {
  const text = bytes.toString("latin1");
  const values = [...text.matchAll(VALUE)];
  const chosen = values[Math.min(values.length - 1, Math.floor(at * values.length))];
  if (chosen === undefined) return bytes;
  const end = chosen.index + chosen[0].length;
  return Buffer.concat([bytes.subarray(0, chosen.index), Buffer.from(what), bytes.subarray(end)]);
}
