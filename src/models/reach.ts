import { setTimeout as sleep } from "node:timers/promises";
import { MidspanError } from "../errors.ts";
import type { OpenOptions } from "./adapter.ts";

/** Time for what a server says of itself; answers to prompts have the trial's own deadline. */
const ANSWER_MS = 30_000;

/** Between two questions to a server that is still loading its model. */
const PAUSE_MS = 250;

/**
 * The first calls to a server. It is waited for while it says that asking again helps (503, "Loading model");
 * what the network says, and silence, is that the model is not usable.
 */
export async function reach<T>(calls: (signal: AbortSignal) => Promise<T>, cure: string): Promise<T> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  for (;;) {
    try {
      return await calls(signal);
    } catch (error) {
      const late = signal.aborted && error === signal.reason;
      if (!late && !(error instanceof MidspanError)) throw error;
      const said = error as MidspanError;
      if (!late && said.retryable && said.code !== "network" && !signal.aborted) {
        await sleep(PAUSE_MS);
        continue;
      }
      const bare = said.code === "model-unavailable" && said.cure === undefined;
      if (!late && !said.retryable && !bare) throw error;
      const message = late
        ? `the server is silent; an answer within ${ANSWER_MS / 1000} s: none`
        : said.message;
      throw new MidspanError("model-unavailable", message, { cure, cause: error });
    }
  }
}

/** Throws `usage` where a cache policy is given for a model whose cache is not ours to cut. */
export function refuseCache({ cache }: OpenOptions, what: string): void {
  if (cache !== undefined)
    throw new MidspanError(
      "usage",
      `the cache of ${what} cannot be cut; --cache is for local models: ${cache}`,
    );
}
