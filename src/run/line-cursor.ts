import type { LineText } from "../record-row.ts";

/** Where a line of JSON is being read; each function that finds what it is for goes on behind it. */
export interface LineCursor {
  bytes: Buffer;
  /** Of the same memory. */
  view: DataView;
  at: number;
  /** Where the line ends. Bytes behind it may be looked at, and are never a part of what is found. */
  end: number;
}

export function lineCursor(): LineCursor {
  const bytes = Buffer.alloc(0);
  return { bytes, view: viewOf(bytes), at: 0, end: 0 };
}

export function setCursor(cursor: LineCursor, bytes: Buffer, start: number, end: number): void {
  if (cursor.bytes !== bytes) {
    cursor.bytes = bytes;
    cursor.view = viewOf(bytes);
  }
  cursor.at = start;
  cursor.end = end;
}

export function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Bytes that are compared at once. */
const WORD = 4;

/** Goes on behind these bytes of `literals`; false where the line has others. */
export function skipLiteral(cursor: LineCursor, literals: DataView, from: number, to: number): boolean {
  const { view } = cursor;
  let { at } = cursor;
  if (at + to - from > cursor.end) return false;
  let here = from;
  for (; here <= to - WORD; here += WORD, at += WORD)
    if (literals.getInt32(here) !== view.getInt32(at)) return false;
  for (; here < to; here++, at++) if (literals.getInt8(here) !== view.getInt8(at)) return false;
  cursor.at = at;
  return true;
}

const [MINUS, PLUS, DOT, ZERO, QUOTE, BACKSLASH] = [45, 43, 46, 48, 34, 92];
const [SPACE, DELETE] = [32, 127];

/** Powers of ten that are numbers themselves. */
const POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);

/** A number as JSON has it; NaN where there is none, or none that is finite. */
export function readNumber(cursor: LineCursor): number {
  const { bytes, at: start } = cursor;
  const from = bytes[start] === MINUS ? start + 1 : start;
  let at = from;
  let digits = 0;
  for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at)) digits = digits * 10 + digit;
  if (at === from || (at > from + 1 && bytes[from] === ZERO)) return Number.NaN;
  let decimals = 0;
  if (bytes[at] === DOT) {
    const behind = ++at;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at))
      digits = digits * 10 + digit;
    decimals = at - behind;
    if (decimals === 0) return Number.NaN;
  }
  const exponent = exponentAt(bytes, at);
  if (exponent < 0) return Number.NaN;
  cursor.at = at + exponent;
  // One division of two exact numbers is rounded once, as reading the text is.
  const power = POWERS[decimals];
  if (exponent === 0 && digits <= Number.MAX_SAFE_INTEGER && power !== undefined)
    return from > start ? -digits / power : digits / power;
  const value = Number(bytes.toString("latin1", start, cursor.at));
  return Number.isFinite(value) ? value : Number.NaN;
}

/** -1 where there is none. */
function digitAt(bytes: Buffer, at: number): number {
  const digit = (bytes[at] as number) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** Bytes of an exponent; 0 = there is none, -1 = none that is whole. */
function exponentAt(bytes: Buffer, at: number): number {
  if (bytes[at] !== 101 && bytes[at] !== 69) return 0;
  const from = bytes[at + 1] === MINUS || bytes[at + 1] === PLUS ? at + 2 : at + 1;
  let to = from;
  while (digitAt(bytes, to) >= 0) to++;
  return to === from ? -1 : to - at;
}

/** Up to the next quote, where all before it is printable ASCII without an escape; else false. */
export function readAscii(cursor: LineCursor, text: LineText): boolean {
  const { bytes, at: start, end } = cursor;
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) break;
    if (byte < SPACE || byte >= DELETE || byte === BACKSLASH) return false;
  }
  setPiece(text, bytes, start, at);
  cursor.at = at;
  return at < end;
}

/** Up to the quote that ends a text, whatever is in it. Throws where an escape is none. */
export function readText(cursor: LineCursor, text: LineText): boolean {
  if (readAscii(cursor, text)) return true;
  const { bytes, at: start, end } = cursor;
  let at = start;
  let isEscaped = false;
  for (; at < end && bytes[at] !== QUOTE; at++) {
    if (bytes[at] === BACKSLASH) {
      isEscaped = true;
      at++;
    }
    if ((bytes[at] as number) < SPACE) return false;
  }
  if (at >= end) return false;
  const raw = bytes.toString("utf8", start, at);
  text.text = isEscaped ? (JSON.parse(`"${raw}"`) as string) : raw;
  cursor.at = at;
  return true;
}

function setPiece(text: LineText, bytes: Buffer, start: number, end: number): void {
  text.text = undefined;
  text.bytes = bytes;
  text.start = start;
  text.end = end;
}

const [OPEN, CLOSE, COMMA, TRUE, FALSE] = [91, 93, 44, 0x74727565, 0x66616c73];

/** A list of so many marks, as the bits of a number; -1 where there is none. @param count at most 50 */
export function readFlags(cursor: LineCursor, count: number): number {
  const { bytes, view, end } = cursor;
  let { at } = cursor;
  let bits = 0;
  for (let i = 0; i < count; i++) {
    if (at + WORD + 2 > end || bytes[at] !== (i === 0 ? OPEN : COMMA)) return -1;
    const word = view.getInt32(at + 1);
    at += 1 + WORD;
    if (word === FALSE && bytes[at] === 101) at++;
    else if (word !== TRUE) return -1;
    bits = 2 * bits + (word === TRUE ? 1 : 0);
  }
  if (bytes[at] !== CLOSE) return -1;
  cursor.at = at + 1;
  return bits;
}
