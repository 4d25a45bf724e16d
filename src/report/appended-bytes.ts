import { appendFileSync, writeFileSync } from "node:fs";
import { ByteWriter } from "hyparquet-writer";

/** Bytes that are held before they are written. */
const CHUNK = 1_000_000;

/** Bytes that go to a file: a new one, or the end of one that already has so many. */
export function appendedBytes(file: string, already: number): ByteWriter {
  if (already === 0) writeFileSync(file, "");
  const bytes = new ByteWriter();
  const grow = bytes.ensure.bind(bytes);
  const write = (): void => {
    appendFileSync(file, new Uint8Array(bytes.buffer, 0, bytes.index));
    bytes.index = 0;
  };
  bytes.offset = already;
  bytes.ensure = (size) => {
    if (bytes.index > CHUNK) write();
    grow(size);
  };
  bytes.finish = write;
  return bytes;
}
