import { CommanderError } from "commander";
import { visibleText } from "../charts/visible-text.ts";
import { MidspanError } from "../errors.ts";
import { printMessage } from "./console.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";

/** Says what went wrong and what helps, on stderr; returns the exit code. */
export function explainError(error: unknown): number {
  // Commander has printed its own message (or the help, or the version) by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof MidspanError && error.code !== "internal") {
    printMessage(`midspan: ${visibleText(error.message)}`);
    if (error.cure !== undefined) printMessage(`         ${visibleText(error.cure)}`);
    return exitCodeOf(error.code);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printMessage(
    `midspan: a fault of midspan itself; please report it with the command:\n${visibleText(text)}`,
  );
  return EXIT.internal;
}
