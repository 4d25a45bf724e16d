import { systemClock } from "../run/clock.ts";
import type { RunEvent } from "../run/events.ts";
import { type Preflight, preflight, preflightError, type Speed } from "../run/preflight.ts";
import type { Spend } from "../run/spend.ts";
import { spendingModel } from "../run/spending-model.ts";
import type { Sweep } from "../run/sweep.ts";
import type { Model } from "../types.ts";
import type { Pace } from "./pace.ts";

export interface PreflightRunOptions {
  readonly sweep: Sweep;
  /** Models that still have something to be asked. */
  readonly models: readonly Model[];
  readonly timeoutMs: number;
  readonly spend: Spend | undefined;
  onEvent(event: RunEvent): void;
  say(line: string): void;
}

/**
 * Looks, before the first trial, whether the servers of a run can be measured: see `preflight`. Models in this
 * process have no server that could cut a prompt. Gives the pace of each, and throws for the first that fails.
 */
export async function preflightRun(options: PreflightRunOptions): Promise<ReadonlyMap<string, Pace>> {
  const paces = new Map<string, Pace>();
  for (const model of options.models.filter(({ server }) => server !== undefined)) {
    const result = await look(model, options);
    const { checks, speed } = result;
    options.onEvent({ event: "preflight", model: model.id, checks });
    const error = preflightError(model.id, result);
    if (error !== undefined) throw error;
    for (const { name, detail } of checks.filter(({ status }) => status === "warning"))
      options.say(`midspan: ${model.id}: ${name}: ${detail}`);
    if (speed !== undefined) paces.set(model.id, paceOf(speed, model.concurrency));
  }
  return paces;
}

async function look(model: Model, { sweep, timeoutMs, spend }: PreflightRunOptions): Promise<Preflight> {
  const { arrival, ARRIVAL_PLACES } = await import("../tasks/arrival.ts");
  const { openNeedles } = await import("./open-sweep.ts");
  return preflight({
    model: spendingModel(model, spend),
    probe: arrival,
    places: ARRIVAL_PLACES,
    haystack: sweep.haystack,
    needles: await openNeedles(),
    longest: Math.max(...sweep.lengths),
    timeoutMs,
    clock: systemClock,
  });
}

function paceOf({ promptTokens, promptMs, outputTokens, totalMs }: Speed, concurrency: number): Pace {
  const outputMs = totalMs - promptMs;
  return {
    prefillTokensPerSecond: (promptTokens / promptMs) * 1000,
    outputTokensPerSecond:
      outputTokens === undefined || outputMs <= 0
        ? Number.POSITIVE_INFINITY
        : (outputTokens / outputMs) * 1000,
    concurrency,
  };
}
