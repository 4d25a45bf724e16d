import { printResult } from "./console.ts";

export async function reportRun(folder: string, _flags: object): Promise<void> {
  printResult(folder);
}
