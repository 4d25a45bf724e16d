import { writeSync } from "node:fs";

/** Results. Waits for a slow reader, so that nothing is lost when the process exits behind it. */
export function printResult(text: string): void {
  writeAll(1, `${text}\n`);
}

/** Progress and messages. */
export function printMessage(text: string): void {
  writeAll(2, `${text}\n`);
}

function writeAll(descriptor: number, text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") continue; // a full pipe that does not block
      if (code === "EPIPE") return; // the reader has gone, as `head` does
      throw error;
    }
  }
}
