// Preloaded into the measured process: writes its peak resident memory, in KiB, as it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { peakMemory } from "./peak-memory.mjs";

const file = process.env.MIDSPAN_PEAK_FILE;
if (isMainThread && file !== undefined) process.on("exit", () => writeFileSync(file, String(peakMemory())));
