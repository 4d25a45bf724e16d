import { readTrials } from "../run/scan.ts";

/** What the last failed trial of a model said. */
export async function lastFailure(folder: string, modelId: string): Promise<string> {
  let message = "no failed trial recorded";
  for await (const { model, status, error } of readTrials(folder))
    if (model === modelId && status === "failed" && error !== undefined)
      message = `${error.code}: ${error.message}`;
  return message;
}
