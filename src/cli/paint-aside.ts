import type { renderPng } from "../charts/png.ts";
import { MidspanError } from "../errors.ts";
import { fromPlain } from "../models/plain-error.ts";
import { startThread } from "../models/start-thread.ts";
import type { Painted, Painting } from "./painting-thread.ts";

/** A thread that paints. */
export interface PaintAside {
  /** As `renderPng`, one picture after the other. */
  readonly paint: typeof renderPng;
  stop(): Promise<unknown>;
}

/** A few pictures are little memory, but one that nobody frees in time. */
const FRUGAL = { maxYoungGenerationSizeMb: 4 };

/** Paints pictures in a thread, while this one draws on and makes the page: they take half a second together. */
export function startPainting(): PaintAside {
  const thread = startThread(new URL("./painting-thread.ts", import.meta.url), undefined, FRUGAL);
  const waiting: { resolve(png: Uint8Array): void; reject(error: unknown): void }[] = [];
  thread.on("message", (painted: Painted) => {
    const asked = waiting.shift();
    if ("png" in painted) asked?.resolve(painted.png);
    else asked?.reject(fromPlain(painted.error));
  });
  // A thread that has ended answers nobody: neither those who wait, nor who asks later.
  let ended: unknown;
  const end = (error: unknown): void => {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  thread.once("error", end);
  thread.once("exit", () => end(new MidspanError("internal", "the thread that paints has ended")));
  return {
    paint: (svg, zoom = 2) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        waiting.push({ resolve, reject });
        thread.postMessage({ svg, zoom } satisfies Painting);
      }),
    stop: () => thread.terminate(),
  };
}
