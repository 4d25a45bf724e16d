#!/usr/bin/env node
import { packageVersion } from "../root.ts";

const [, , ...typed] = process.argv;
// Scripts and installers ask it, so it waits for no parser of arguments, and for nothing that breaks or maps text.
if (typed.length === 1 && (typed[0] === "--version" || typed[0] === "-V"))
  process.stdout.write(`${packageVersion()}\n`);
else {
  const { createProgram } = await import("./program.ts");
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    process.exitCode = (await import("./explain-error.ts")).explainError(error);
  }
}
