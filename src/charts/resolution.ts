import { crc32 } from "node:zlib";

/** Bytes of a PNG before its first chunk behind IHDR: signature 8, length 4, type 4, data 13, checksum 4. */
const BEHIND_HEADER = 33;

/** A PNG that says how many dots an inch it has, so that it is printed at its size (PNG 3, 11.3.4.3 pHYs). */
export function withResolution(png: Uint8Array, dotsPerInch: number): Uint8Array {
  const perMetre = Math.round(dotsPerInch / 0.0254);
  const chunk = Buffer.alloc(21);
  chunk.writeUInt32BE(9, 0);
  chunk.write("pHYs", 4, "latin1");
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, BEHIND_HEADER), chunk, png.subarray(BEHIND_HEADER)]);
}
