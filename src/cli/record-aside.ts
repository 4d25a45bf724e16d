import { fromPlain } from "../models/plain-error.ts";
import { startThread } from "../models/start-thread.ts";
import type { BegunGroups } from "../report/parquet-groups.ts";
import type { ReadAside, RecordJob, RecordReply } from "./record-thread.ts";

/** A part of a record that a thread takes care of. Promises throw `input-file`, `store-write`. */
export interface RecordAside {
  /** Not where ids repeat. */
  readonly read: Promise<ReadAside>;
  /** Settled when the Parquet file is whole. */
  readonly written: Promise<void>;
  /** What the file has already: the thread goes on behind it. */
  goOn(begun: BegunGroups): void;
  stop(): Promise<unknown>;
}

/** A small nursery: little outlives a trial, and the other thread needs the memory. */
const FRUGAL = { maxYoungGenerationSizeMb: 8 };

/**
 * Reads a part of a record in a thread, while this one reads the rest; then writes that part of `trials.parquet` while
 * this one analyses, for which it is read again: trials are dearer to hand over, and to keep, than to read twice.
 */
export function recordAside(job: RecordJob): RecordAside {
  const thread = startThread(new URL("./record-thread.ts", import.meta.url), job, FRUGAL);
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
  return {
    read: read.promise,
    written: written.promise,
    goOn: (begun) => thread.postMessage(begun),
    stop: () => thread.terminate(),
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
