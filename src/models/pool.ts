import type { Worker } from "node:worker_threads";
import { MidspanError } from "../errors.ts";
import type { Generation } from "../types.ts";
import type { Request } from "./engine.ts";
import type { ModelFolder } from "./model-folder.ts";
import { fromPlain } from "./plain-error.ts";
import { startThread } from "./start-thread.ts";
import type { FromWorker, ToWorker, WorkerData } from "./worker.ts";

/** Threads that answer for one set of weights. */
export interface Pool {
  /** `family` names prompts that begin alike: they go to the thread whose prefix cache knows them. */
  answer(request: Request, family: string, signal?: AbortSignal): Promise<Generation>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(generation: Generation): void;
  reject(error: unknown): void;
}

interface Member {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** Starts the threads and waits until each has loaded the model. Throws what loading threw. */
export async function openPool(folder: ModelFolder, threads: number, intraOpThreads: number): Promise<Pool> {
  const data: WorkerData = { folder, intraOpThreads };
  const started = Array.from({ length: threads }, () => startMember(data));
  const settled = await Promise.allSettled(started);
  const members = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  };
  const failed = settled.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }

  const homes = new Map<string, Member>();
  let asked = 0;
  const memberOf = (family: string): Member => {
    const known = homes.get(family);
    const member = known ?? members.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    if (known === undefined && homes.size >= HOMES) homes.delete(homes.keys().next().value as string);
    homes.set(family, member);
    return member;
  };

  return {
    answer(request, family, signal) {
      const member = memberOf(family);
      const id = asked++;
      return new Promise<Generation>((resolve, reject) => {
        signal?.throwIfAborted();
        const cancel = (): void => {
          member.worker.postMessage({ cancel: id } satisfies ToWorker);
          member.waiting.get(id)?.reject(signal?.reason);
        };
        const settled =
          <T>(then: (value: T) => void) =>
          (value: T): void => {
            signal?.removeEventListener("abort", cancel);
            member.waiting.delete(id);
            // A thread without work must not keep the process alive.
            if (member.waiting.size === 0) member.worker.unref();
            then(value);
          };
        member.waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
        signal?.addEventListener("abort", cancel, { once: true });
        member.worker.ref();
        member.worker.postMessage({ ask: id, request } satisfies ToWorker);
      });
    },
    close,
  };
}

/** Families whose thread is remembered; far more than run at once. */
const HOMES = 64;

function startMember(data: WorkerData): Promise<Member> {
  const worker = startThread(new URL("./worker.ts", import.meta.url), data);
  const waiting = new Map<number, Waiting>();
  return new Promise<Member>((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error);
      for (const { reject: drop } of [...waiting.values()]) drop(error);
    };
    worker.on("message", (message: FromWorker) => {
      if ("ready" in message) {
        worker.unref();
        resolve({ worker, waiting });
      } else if ("failed" in message) {
        fail(fromPlain(message.failed));
        void worker.terminate();
      } else if ("error" in message) waiting.get(message.id)?.reject(fromPlain(message.error));
      else waiting.get(message.id)?.resolve(message.generation);
    });
    worker.on("error", (cause) => fail(broken(cause)));
    worker.on("exit", () => fail(broken()));
  });
}

function broken(cause?: unknown): MidspanError {
  const reason = cause instanceof Error ? cause.message : "it ended";
  return new MidspanError(
    "model-unavailable",
    `a model's thread is gone; it must run until closed: ${reason}`,
    {
      cause,
    },
  );
}
