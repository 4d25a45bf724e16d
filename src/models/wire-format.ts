import { MidspanError } from "../errors.ts";

/**
 * One field of a protobuf message, as it lies in the bytes: a number, or the span of a string or of a message.
 * Source: Protocol Buffers, Encoding.
 */
export interface Field {
  readonly number: number;
  /** Of the whole record, tag and length included. */
  readonly start: number;
  readonly end: number;
  /** Of a length-delimited field: where its content begins. */
  readonly content: number;
  /** Of a varint, as far as it is a safe integer. */
  readonly value: number;
}

/** The fields of the message in [start, end), in their order. Throws `input-file` where the bytes are no message. */
export function* fieldsOf(bytes: Uint8Array, start = 0, end = bytes.length): Generator<Field> {
  let at = start;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (at >= end) throw damaged(at);
      const byte = bytes[at++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw damaged(at);
  };
  while (at < end) {
    const from = at;
    const tag = varint();
    const number = Math.floor(tag / 8);
    const kind = tag % 8;
    let value = Number.NaN;
    let content = at;
    if (kind === 0) value = varint();
    else if (kind === 1) at += 8;
    else if (kind === 2) {
      const length = varint();
      content = at;
      at += length;
    } else if (kind === 5) at += 4;
    else throw damaged(from);
    if (number === 0 || at > end) throw damaged(from);
    yield { number, start: from, end: at, content, value };
  }
}

/** A length-delimited field. */
export function lengthDelimited(number: number, ...content: readonly Uint8Array[]): Uint8Array {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return joined([new Uint8Array([...varintOf(number * 8 + 2), ...varintOf(size)]), ...content]);
}

/** A field of text. */
export function textField(number: number, text: string): Uint8Array {
  return lengthDelimited(number, new TextEncoder().encode(text));
}

/** A field of a whole number >= 0. */
export function numberField(number: number, value: number): Uint8Array {
  return new Uint8Array([...varintOf(number * 8), ...varintOf(value)]);
}

/** Tag and length of a length-delimited field whose content of `size` bytes follows. */
export function header(number: number, size: number): Uint8Array {
  return new Uint8Array([...varintOf(number * 8 + 2), ...varintOf(size)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function varintOf(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return out;
}

function damaged(at: number): MidspanError {
  return new MidspanError("input-file", `not a protobuf message; a field must begin here: byte ${at}`);
}
