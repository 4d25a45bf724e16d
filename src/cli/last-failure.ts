import { readTrials } from "../run/scan.ts";

/** What the last failed trial of a run said. */
export async function lastFailure(folder: string): Promise<string> {
  let message = "no failed trial recorded";
  for await (const { status, error } of readTrials(folder))
    if (status === "failed" && error !== undefined) message = `${error.code}: ${error.message}`;
  return message;
}
