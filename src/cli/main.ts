#!/usr/bin/env node
import { packageVersion } from "../root.ts";
import { printResult } from "./console.ts";

const [, , ...typed] = process.argv;
// Scripts and installers ask it, so it waits for no parser of arguments.
if (typed.length === 1 && (typed[0] === "--version" || typed[0] === "-V")) printResult(packageVersion());
else {
  const { createProgram } = await import("./program.ts");
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    process.exitCode = (await import("./explain-error.ts")).explainError(error);
  }
}
