import { parentPort } from "node:worker_threads";
import { renderPng } from "../charts/png.ts";
import { type PlainError, toPlain } from "../models/plain-error.ts";

/** What the thread of `paint-aside.ts` is sent; it answers in the same order. */
export interface Painting {
  readonly svg: string;
  readonly zoom: number;
}

export type Painted = { readonly png: Uint8Array } | { readonly error: PlainError };

let last = Promise.resolve();
parentPort?.on("message", ({ svg, zoom }: Painting) => {
  last = last
    .then(() => renderPng(svg, zoom))
    .then(
      (png) => parentPort?.postMessage({ png } satisfies Painted),
      (error: unknown) => parentPort?.postMessage({ error: toPlain(error) } satisfies Painted),
    );
});
