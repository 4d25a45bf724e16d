import { parentPort, workerData } from "node:worker_threads";
import type { Generation } from "../types.ts";
import { loadEngine, type Request } from "./engine.ts";
import type { ModelFolder } from "./model-folder.ts";
import { type PlainError, toPlain } from "./plain-error.ts";

/** A thread of pool.ts: one engine, one request after the other. */
export interface WorkerData {
  readonly folder: ModelFolder;
  readonly intraOpThreads: number;
}

export type ToWorker = { readonly ask: number; readonly request: Request } | { readonly cancel: number };

/** `id` undefined: the worker itself, once, before any answer. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly failed: PlainError }
  | { readonly id: number; readonly generation: Generation }
  | { readonly id: number; readonly error: PlainError };

const port = parentPort;
if (port !== null) {
  const send = (message: FromWorker): void => port.postMessage(message);
  const { folder, intraOpThreads } = workerData as WorkerData;
  const running = new Map<number, AbortController>();
  await loadEngine(folder, intraOpThreads).then(
    (engine) => {
      port.on("message", (message: ToWorker) => {
        if ("cancel" in message) return running.get(message.cancel)?.abort();
        const id = message.ask;
        const abort = new AbortController();
        running.set(id, abort);
        engine
          .answer(message.request, abort.signal)
          .then(
            (generation) => send({ id, generation }),
            (error: unknown) => send({ id, error: toPlain(error) }),
          )
          .finally(() => running.delete(id));
      });
      send({ ready: true });
    },
    (error: unknown) => send({ failed: toPlain(error) }),
  );
}
