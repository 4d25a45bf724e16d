import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import type { Model } from "../types.ts";
import type { Clock } from "./clock.ts";
import { execute } from "./execute.ts";
import { createFailureGate } from "./failure-gate.ts";
import { hidePassword } from "./hide-password.ts";
import { trialId } from "./identity.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import {
  answeredKey,
  connectRedis,
  type FamilyJob,
  type JobFailure,
  PLANS_KEY,
  QUEUE_PREFIX,
  type QueuedPlan,
  type QueueLibraries,
  queueName,
  resultsKey,
} from "./queue.ts";
import { isFinished } from "./scan.ts";
import { sharedPause } from "./shared-pause.ts";
import type { Sweep } from "./sweep.ts";
import { formatTrialLine } from "./trial-line.ts";

export interface WorkOptions {
  readonly libraries: QueueLibraries;
  readonly url: string;
  /** Opens the sweep of a plan with one of its models; called once for each. */
  open(plan: QueuedPlan, model: string): Promise<Sweep>;
  close(sweep: Sweep): Promise<void>;
  /** Families at once of one model; the model's own bound where absent. */
  readonly concurrency?: number;
  /** A job of a worker that was killed is taken up by another after so long. */
  readonly lockMs: number;
  readonly clock: Clock;
  onTrial(trial: Trial): void;
  tell(message: string): void;
  /** Ends when the plans that it has seen are done; else waits for the next one. */
  readonly untilIdle?: boolean;
  /** Aborted = finish the jobs under way, then end. */
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 500;
const ATTEMPTS = 4;
/** A job of killed workers is handed on as often as that. */
const MOST_STALLS = 1000;

/** Does families of whatever plans lie in Redis until stopped. Throws `network`. */
export async function workQueue(options: WorkOptions): Promise<void> {
  const redis = await connectRedis(options.libraries, options.url);
  const desks = new Map<string, Desk>();
  let seen = false;
  try {
    while (!options.signal.aborted) {
      const plans = Object.values(await redis.hgetall(PLANS_KEY)).map(
        (text) => JSON.parse(text) as QueuedPlan,
      );
      const wanted = new Set<string>();
      for (const plan of plans)
        for (const [i, model] of plan.models.entries()) {
          const name = queueName(plan.planHash, i);
          wanted.add(name);
          if (!desks.has(name)) desks.set(name, openDesk(name, plan, model, redis, options));
        }
      for (const [name, desk] of desks)
        if (!wanted.has(name)) {
          desks.delete(name);
          await desk.close();
        }
      seen ||= plans.length > 0;
      if (options.untilIdle && seen && plans.length === 0) return;
      await options.clock.sleep(LOOK_EVERY_MS, options.signal);
    }
  } finally {
    await Promise.allSettled([...desks.values()].map((desk) => desk.close()));
    redis.disconnect();
  }
}

/** Where one worker does the jobs of one model of one plan. */
interface Desk {
  close(): Promise<void>;
}

function openDesk(name: string, plan: QueuedPlan, modelId: string, redis: Redis, options: WorkOptions): Desk {
  const { libraries } = options;
  let opened: Promise<Tools> | undefined;
  const tools = (): Promise<Tools> => {
    opened ??= openTools(plan, modelId, redis, options);
    return opened;
  };
  let worker: Worker<FamilyJob> | undefined;
  const start = async (): Promise<void> => {
    const { concurrency } = await tools().catch(() => ({ concurrency: 1 }));
    worker = new libraries.Worker<FamilyJob>(
      name,
      async (job: Job<FamilyJob>, token?: string) => {
        const end = await doJob(job.data, plan, redis, options, tools).catch((error: unknown) => {
          // Doing it again here gives the same; the coordinator says it to its user.
          options.tell(`${modelId}: ${error instanceof Error ? error.message : String(error)}`);
          throw new libraries.UnrecoverableError(JSON.stringify(failureOf(error)));
        });
        if (end === "complete") return;
        await job.moveToWait(token);
        throw new libraries.WaitingError();
      },
      {
        connection: { url: options.url, maxRetriesPerRequest: null } as never,
        prefix: QUEUE_PREFIX,
        concurrency,
        lockDuration: options.lockMs,
        stalledInterval: Math.ceil(options.lockMs / 2),
        maxStalledCount: MOST_STALLS,
      },
    );
    worker.on("error", (error) => options.tell(hidePassword(error.message)));
  };
  const started = start();
  return {
    close: async () => {
      await started;
      await worker?.close();
      if (opened !== undefined) await options.close((await opened).sweep).catch(() => undefined);
    },
  };
}

interface Tools {
  readonly sweep: Sweep;
  readonly model: Model;
  readonly limiter: Limiter;
  readonly concurrency: number;
}

async function openTools(plan: QueuedPlan, id: string, redis: Redis, options: WorkOptions): Promise<Tools> {
  const sweep = await options.open(plan, id);
  const model = sweep.models[0] as Model;
  const concurrency = options.concurrency ?? model.concurrency;
  const own = createLimiter({ most: concurrency, clock: options.clock });
  const limiter = sharedPause(own, model.server ?? model.id, redis, options.clock);
  return { sweep, model, limiter, concurrency };
}

/** The trials of a job that have no answer yet. Each goes to the coordinator as it ends. */
async function doJob(
  { task: name, trials }: FamilyJob,
  { planHash, timeoutMs }: QueuedPlan,
  redis: Redis,
  { clock, onTrial, signal }: WorkOptions,
  tools: () => Promise<Tools>,
): Promise<"complete" | "interrupted"> {
  const { sweep, model, limiter } = await tools();
  const part = sweep.tasks.find(({ task }) => task.name === name);
  if (part === undefined) throw new Error(`no such task here: ${name}`);
  for (const { id, cell } of trials)
    if (trialId(sweep, model, part, cell) !== id)
      throw new Error(`this worker would ask something else: trial ${id}, ${name}, ${model.id}`);
  const flags = await redis.smismember(answeredKey(planHash), ...trials.map(({ id }) => id));
  const open = trials.filter((_, i) => flags[i] !== 1);
  const outcome = await execute([{ task: part.task, trials: open }], {
    sweep,
    model,
    limiter,
    timeoutMs,
    attempts: ATTEMPTS,
    clock,
    concurrency: 1,
    // The coordinator judges the run as a whole.
    gate: createFailureGate(1, trials.length),
    isDone: () => false,
    onTrial: async (trial) => {
      const report = redis.multi().rpush(resultsKey(planHash), formatTrialLine(trial).trimEnd());
      if (isFinished(trial.status)) report.sadd(answeredKey(planHash), trial.id);
      await report.exec();
      onTrial(trial);
    },
    drain: signal,
  });
  if (outcome.end === "stopped") throw outcome.error;
  return outcome.end === "interrupted" ? "interrupted" : "complete";
}

function failureOf(error: unknown): JobFailure {
  const { code, cure } =
    error instanceof MidspanError ? error : ({ code: "model-unavailable", cure: undefined } as const);
  const message = error instanceof Error ? error.message : String(error);
  return { code, message, ...(cure === undefined ? {} : { cure }) };
}
