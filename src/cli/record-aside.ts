import { MidspanError } from "../errors.ts";
import { fromPlain } from "../models/plain-error.ts";
import { startThread } from "../models/start-thread.ts";
import { abandonBegun, type BegunFile } from "../report/parquet.ts";
import type { ReadAside, RecordJob, RecordReply } from "./record-thread.ts";

/** A part of a record that a thread takes care of. Promises throw `input-file`, `store-write`. */
export interface RecordAside {
  /** Not where ids repeat. */
  readonly read: Promise<ReadAside>;
  /** Settled when the Parquet file is whole. */
  readonly written: Promise<void>;
  /** Puts its trials behind those of another thread, and ends the file. */
  finishBehind(begun: BegunFile): void;
  /** Leaves nothing behind of its own. */
  stop(): Promise<void>;
}

/** As large a nursery as of the other one: what a group of rows of a Parquet file needs is gone with it. */
const LIMITS = { maxYoungGenerationSizeMb: 48 };

/** Reads a part of a record in a thread and writes it to a Parquet file, while this thread does so with the rest. */
export function recordAside(job: RecordJob): RecordAside {
  const thread = startThread(new URL("./record-thread.ts", import.meta.url), job, LIMITS);
  const [read, written] = [promised<ReadAside>(), promised<void>()];
  const fail = (error: unknown): void => {
    read.reject(error);
    written.reject(error);
  };
  thread.on("message", (reply: RecordReply) => {
    if ("read" in reply) read.resolve(reply.read);
    else if ("error" in reply) fail(fromPlain(reply.error));
    else written.resolve();
  });
  thread.once("error", fail);
  thread.once("exit", () => fail(new MidspanError("internal", "the thread that reads the record has ended")));
  return {
    read: read.promise,
    written: written.promise,
    finishBehind: (begun) => thread.postMessage(begun),
    stop: async () => {
      await thread.terminate();
      if (job.file !== undefined) await abandonBegun(job.file);
    },
  };
}

interface Promised<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function promised<T>(): Promised<T> {
  let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  // Where something else fails first, that is what is told.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
