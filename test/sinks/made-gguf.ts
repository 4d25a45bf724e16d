export type GgufPair = number | boolean | string | readonly (string | number)[];

/** The bytes of a GGUF v3 file of metadata alone. */
export function ggufBytes(pairs: Readonly<Record<string, GgufPair>>): Buffer {
  const u32 = (n: number): Buffer => {
    const out = Buffer.alloc(4);
    out.writeUInt32LE(n);
    return out;
  };
  const u64 = (n: number): Buffer => Buffer.concat([u32(n), u32(0)]);
  const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
  const f32 = (n: number): Buffer => {
    const out = Buffer.alloc(4);
    out.writeFloatLE(n);
    return out;
  };
  const typed = (value: GgufPair): Buffer => {
    if (typeof value === "string") return Buffer.concat([u32(8), text(value)]);
    if (typeof value === "boolean") return Buffer.concat([u32(7), Buffer.from([value ? 1 : 0])]);
    if (typeof value === "number") return Buffer.concat([u32(4), u32(value)]);
    const strings = typeof value[0] === "string";
    const whole = value.every((one) => Number.isInteger(one));
    return Buffer.concat([
      ...[u32(9), u32(strings ? 8 : whole ? 4 : 6), u64(value.length)],
      ...value.map((one) => (typeof one === "string" ? text(one) : whole ? u32(one) : f32(one))),
    ]);
  };
  const entries = Object.entries(pairs);
  const body = entries.flatMap(([key, value]) => [text(key), typed(value)]);
  return Buffer.concat([Buffer.from("GGUF"), u32(3), u64(0), u64(entries.length), ...body]);
}
