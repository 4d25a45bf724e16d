import { MidspanError } from "../errors.ts";
import type { Outcome } from "./execute.ts";
import { type FamilyJob, type JobFailure, QUEUE_PREFIX, queueName } from "./queue.ts";
import type { FeedOptions } from "./queue-feed.ts";
import type { Family } from "./sweep.ts";

/** The queue of one model, as the coordinator sees it. */
export interface Lane {
  /** Queues families up to what may lie ahead. */
  feed(): Promise<void>;
  /** Takes back what no worker has begun. */
  halt(): Promise<void>;
  /** A trial has come back; whether this lane waited for it. */
  settle(trial: string): boolean;
  /** Reads what workers say of jobs that they could not do; throws it unless it ends this model alone. */
  look(): Promise<void>;
  /** How it ended, or `undefined`; `patience` = nothing has come for long. */
  ended(patienceOver: boolean): Promise<Outcome | undefined>;
  obliterate(): Promise<void>;
  close(): Promise<void>;
}

/** Jobs that lie ahead at once: enough for many workers, few enough to be taken back. */
const AHEAD = 256;

export function openLane(options: FeedOptions, model: number): Lane {
  const { libraries, url, plan } = options;
  const queue = new libraries.Queue<FamilyJob>(queueName(plan.planHash, model), {
    connection: { url, maxRetriesPerRequest: null } as never,
    prefix: QUEUE_PREFIX,
  });
  queue.on("error", () => undefined); // told by the call that fails
  const source = jobs(options.families(model), options.isDone)[Symbol.iterator]();
  /** Trials that the queue owes, and the job that each is of. */
  const owed = new Map<string, string>();
  const left = new Map<string, number>();
  let fed = false;
  let halted = false;
  let stopped: MidspanError | undefined;

  const halt = async (): Promise<void> => {
    halted = true;
    await queue.drain();
  };
  return {
    halt,
    feed: async () => {
      if (stopped !== undefined || options.tripped(model)) return halt();
      const batch: FamilyJob[] = [];
      while (!fed && left.size < AHEAD) {
        const next = source.next();
        if (next.done === true) fed = true;
        else {
          const id = jobId(next.value);
          for (const trial of next.value.trials) owed.set(trial.id, id);
          left.set(id, next.value.trials.length);
          batch.push(next.value);
        }
      }
      if (batch.length === 0) return;
      await queue.addBulk(
        batch.map((job) => ({
          name: "family",
          data: job,
          // The same name for the same job: a coordinator that comes back does not queue it twice.
          opts: { jobId: jobId(job), removeOnComplete: true },
        })),
      );
    },
    settle: (trial) => {
      const job = owed.get(trial);
      if (job === undefined) return false;
      owed.delete(trial);
      const rest = (left.get(job) ?? 1) - 1;
      if (rest === 0) left.delete(job);
      else left.set(job, rest);
      return true;
    },
    look: async () => {
      if (stopped !== undefined) return;
      const [failed] = await queue.getFailed(0, 0);
      if (failed === undefined) return;
      const error = errorOf(failed.failedReason ?? "no reason given");
      if (error.code !== "quota-exhausted") throw error;
      stopped = error;
    },
    ended: async (patienceOver) => {
      if (!halted) return fed && owed.size === 0 ? { end: "complete" } : undefined;
      if (!patienceOver && (await queue.getActiveCount()) > 0) return undefined;
      if (stopped !== undefined) return { end: "stopped", error: stopped };
      return { end: options.tripped(model) ? "too-many-failed" : "interrupted" };
    },
    obliterate: () => queue.obliterate({ force: true }),
    close: () => queue.close(),
  };
}

function* jobs(families: Iterable<Family>, isDone: (id: string) => boolean): Generator<FamilyJob> {
  for (const { task, trials } of families) {
    const open = trials.filter(({ id }) => !isDone(id));
    if (open.length > 0) yield { task: task.name, trials: open };
  }
}

function jobId({ trials }: FamilyJob): string {
  return `family-${trials[0]?.id}`;
}

function errorOf(reason: string): MidspanError {
  try {
    const { code, message, cure } = JSON.parse(reason) as JobFailure;
    return new MidspanError(code, `a worker says: ${message}`, cure === undefined ? {} : { cure });
  } catch {
    return new MidspanError(
      "model-unavailable",
      `a worker cannot do its job; as the coordinator could: ${reason}`,
    );
  }
}
