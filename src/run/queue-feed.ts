import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import type { Clock } from "./clock.ts";
import type { Outcome } from "./execute.ts";
import {
  answeredKey,
  connectRedis,
  ownerKey,
  PLANS_KEY,
  type QueuedPlan,
  type QueueLibraries,
  resultsKey,
} from "./queue.ts";
import { type Lane, openLane } from "./queue-lane.ts";
import type { Family } from "./sweep.ts";
import { parseTrialLine } from "./trial-line.ts";

export interface FeedOptions {
  readonly libraries: QueueLibraries;
  readonly url: string;
  readonly plan: QueuedPlan;
  /** Families of the i-th model of the plan, lazily. */
  families(model: number): Iterable<Family>;
  isDone(id: string): boolean;
  onTrial(trial: Trial): Promise<void>;
  /** Whether too many trials of the i-th model failed. */
  tripped(model: number): boolean;
  readonly clock: Clock;
  /** Aborted = queue nothing new, take what is under way. */
  readonly drain?: AbortSignal;
}

const POLL_MS = 50;
/** Results taken at a time. */
const BATCH = 500;
/** A coordinator that is gone for so long has given up its plan. */
const OWNER_SECONDS = 10;
/** After a stop, what workers have begun is waited for as long as anything comes. */
const DRAIN_MS = 15_000;

/**
 * Hands the families of a plan to workers and takes their trials back into one record. A job may be done twice
 * (a worker that was killed between answer and report): a trial counts once, by its id. Gives the outcome of each
 * model. What is in Redis of a plan is removed at its end; after a crash of this process the same call goes on.
 * Throws `network`, `folder-locked` where another process feeds this plan, and what a worker that cannot do its
 * job says.
 */
export async function feedQueue(options: FeedOptions): Promise<readonly Outcome[]> {
  const { libraries, url, plan } = options;
  const redis = await connectRedis(libraries, url);
  const owner = randomUUID();
  /** What came from jobs of an earlier process, before they were queued again here. */
  const early = new Set<string>();
  const isDone = (id: string): boolean => early.has(id) || options.isDone(id);
  const lanes = plan.models.map((_, model) => openLane({ ...options, isDone }, model));
  try {
    await take(redis, plan.planHash, owner);
    await redis.hset(PLANS_KEY, plan.planHash, JSON.stringify(plan));
    try {
      return await feed(options, redis, lanes, owner, early);
    } finally {
      await redis.hdel(PLANS_KEY, plan.planHash);
      for (const lane of lanes) await lane.obliterate();
      await redis.del(ownerKey(plan.planHash), answeredKey(plan.planHash), resultsKey(plan.planHash));
    }
  } finally {
    await Promise.allSettled(lanes.map((lane) => lane.close()));
    redis.disconnect();
  }
}

async function take(redis: Redis, planHash: string, owner: string): Promise<void> {
  const taken = await redis.set(ownerKey(planHash), owner, "EX", OWNER_SECONDS, "NX");
  if (taken === "OK") return;
  throw new MidspanError(
    "folder-locked",
    `the plan is being run; one coordinator a plan: ${planHash.slice(0, 12)}`,
    { cure: `Wait for it; if it was killed, its place is free after ${OWNER_SECONDS} s.` },
  );
}

async function feed(
  options: FeedOptions,
  redis: Redis,
  lanes: readonly Lane[],
  owner: string,
  early: Set<string>,
): Promise<readonly Outcome[]> {
  const { plan, clock, drain } = options;
  let lastResult = clock.now();
  for (;;) {
    await keep(redis, plan.planHash, owner);
    for (const lane of lanes) await (drain?.aborted ? lane.halt() : lane.feed());
    const taken = await takeResults(redis, plan.planHash, async (trial) => {
      const owed = lanes.map((lane) => lane.settle(trial.id)).includes(true);
      if (!owed && (early.has(trial.id) || options.isDone(trial.id))) return;
      if (!owed) early.add(trial.id);
      await options.onTrial(trial);
    });
    if (taken > 0) lastResult = clock.now();
    for (const lane of lanes) await lane.look();
    const ended = await Promise.all(lanes.map((lane) => lane.ended(clock.now() - lastResult > DRAIN_MS)));
    const outcomes = ended.flatMap((outcome) => outcome ?? []);
    if (taken === 0 && outcomes.length === lanes.length) return outcomes;
    if (taken < BATCH) await clock.sleep(POLL_MS);
  }
}

/** Shows that this process is alive; throws where another has taken its place meanwhile. */
async function keep(redis: Redis, planHash: string, owner: string): Promise<void> {
  const key = ownerKey(planHash);
  await redis.expire(key, OWNER_SECONDS);
  if ((await redis.get(key)) === owner) return;
  throw new MidspanError(
    "folder-locked",
    `the plan was taken over; one coordinator a plan: ${planHash.slice(0, 12)}`,
  );
}

/** Results leave Redis when they stand in the record, not before. */
async function takeResults(
  redis: Redis,
  planHash: string,
  take: (trial: Trial) => Promise<void>,
): Promise<number> {
  const lines = await redis.lrange(resultsKey(planHash), 0, BATCH - 1);
  const trials = lines.flatMap((line) => parseTrialLine(line) ?? []);
  await Promise.all(trials.map(take));
  if (lines.length > 0) await redis.ltrim(resultsKey(planHash), lines.length, -1);
  return lines.length;
}
