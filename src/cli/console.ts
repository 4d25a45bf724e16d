import { writeSync } from "node:fs";
import { wrap } from "../charts/wrap.ts";
import { inLocale } from "./locale.ts";

/** Results. Waits for a slow reader, so that nothing is lost when the process exits behind it. */
export function printResult(text: string): void {
  writeAll(1, `${text}\n`);
}

/** Results in sentences and tables, for a person: as the terminal's locale can show them. */
export function printText(text: string): void {
  printResult(inLocale(text));
}

/** Progress and messages; on a terminal broken between words, elsewhere one line each, as who searches a log expects. */
export function printMessage(text: string): void {
  const { isTTY, columns = 80 } = process.stderr;
  const shown = inLocale(text);
  writeAll(2, `${isTTY ? hanging(shown, columns) : shown}\n`);
}

/** What a program reads: never broken. */
export function printEvent(event: object): void {
  writeAll(2, `${JSON.stringify(event)}\n`);
}

/** Each line in as many as the width asks for, those behind the first as far in as "midspan: " is long. */
export function hanging(text: string, width: number): string {
  const broken = (line: string): string => {
    if (line.length <= width) return line;
    const [, opening = "", rest = ""] = /^(midspan: |\s*)(.*)$/s.exec(line) ?? [];
    const indent = " ".repeat(opening.length);
    return `${opening}${wrap(rest, width - opening.length).join(`\n${indent}`)}`;
  };
  return text.split("\n").map(broken).join("\n");
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
