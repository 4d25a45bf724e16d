import type { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { type ErrorCode, MidspanError } from "../errors.ts";
import { hidePassword } from "./hide-password.ts";
import type { PlannedTrial } from "./sweep.ts";

/** The two libraries that a queue needs, which are installed only by those who use one. */
export interface QueueLibraries {
  readonly Queue: typeof Queue;
  readonly Worker: typeof Worker;
  readonly UnrecoverableError: typeof import("bullmq").UnrecoverableError;
  readonly WaitingError: typeof import("bullmq").WaitingError;
  readonly Redis: typeof Redis;
}

/** Throws `usage` where they are not installed. */
export async function queueLibraries(): Promise<QueueLibraries> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import("bullmq"), import("ioredis")]);
    const { Queue, Worker, UnrecoverableError, WaitingError } = bullmq;
    return { Queue, Worker, UnrecoverableError, WaitingError, Redis };
  } catch (cause) {
    throw new MidspanError("usage", "a queue needs two more packages; bullmq and ioredis: not installed", {
      cure: "npm install bullmq ioredis",
      cause,
    });
  }
}

/** A plan as it lies in Redis: workers open the same sweep from it. */
export interface QueuedPlan {
  readonly planHash: string;
  /** Settings as JSON; what they mean is the command line's business. */
  readonly settings: unknown;
  /** Ids of its models; each has a queue of its own, by its place here. */
  readonly models: readonly string[];
  /** By which each model's tokens are counted, in the same order: ids of tokenizers. */
  readonly tokenizers: readonly string[];
  /** For a trial as a whole. */
  readonly timeoutMs: number;
}

/** A job: the trials of one prefix family that are still to be asked. */
export interface FamilyJob {
  readonly task: string;
  readonly trials: readonly PlannedTrial[];
}

/** Why a worker could not do a job, as JSON in place of a reason. */
export interface JobFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cure?: string;
}

/** All keys of a plan begin alike, so that they can be removed together. */
export const QUEUE_PREFIX = "midspan";

/** Plans that wait for workers: hash of plan hash -> QueuedPlan. */
export const PLANS_KEY = `${QUEUE_PREFIX}:plans`;

export function queueName(planHash: string, model: number): string {
  return `${planHash.slice(0, 20)}-${model}`;
}

/** Trial lines that a coordinator has not taken yet. */
export function resultsKey(planHash: string): string {
  return `${QUEUE_PREFIX}:${planHash}:results`;
}

/** Ids of trials that have an answer, so that a job that is done again asks only for the rest. */
export function answeredKey(planHash: string): string {
  return `${QUEUE_PREFIX}:${planHash}:answered`;
}

/** Held by the one coordinator of a plan. */
export function ownerKey(planHash: string): string {
  return `${QUEUE_PREFIX}:${planHash}:owner`;
}

/** There as long as a server wants no requests. */
export function pauseKey(place: string): string {
  return `${QUEUE_PREFIX}:pause:${place}`;
}

/** Connects; throws `network` where nothing answers, without the password that an address may hold. */
export async function connectRedis({ Redis }: QueueLibraries, url: string): Promise<Redis> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined); // told by the call that fails
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    redis.disconnect();
    const word = cause instanceof Error ? cause.message : String(cause);
    throw new MidspanError(
      "network",
      `no queue; a Redis server that answers at ${hidePassword(url)}: ${hidePassword(word)}`,
      {
        cure: "Start it (redis-server), or name its address: --queue redis://HOST:PORT.",
      },
    );
  }
  redis.options.retryStrategy = (times: number) => Math.min(100 * 2 ** times, 5000);
  return redis;
}
