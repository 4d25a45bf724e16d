import { fromPlain } from "../models/plain-error.ts";
import { startThread } from "../models/start-thread.ts";
import type { ReadAside, ReadingJob, ReadingReply } from "./reading-thread.ts";

/** A part of a record on its way. */
export interface Reading {
  /** Throws what reading threw. */
  readonly done: Promise<ReadAside>;
  stop(): Promise<unknown>;
}

/** Reads parts of a record in a thread, while this one reads the others. */
export function readAside(job: ReadingJob): Reading {
  const thread = startThread(new URL("./reading-thread.ts", import.meta.url), job);
  const done = new Promise<ReadAside>((resolve, reject) => {
    thread.once("message", (reply: ReadingReply) =>
      "error" in reply ? reject(fromPlain(reply.error)) : resolve(reply),
    );
    thread.once("error", reject);
  });
  // Whoever reads waits for it; where something else fails first, that is what is told.
  done.catch(() => {});
  return { done, stop: () => thread.terminate() };
}
