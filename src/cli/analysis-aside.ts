import { takenTallies } from "../analysis/tally.ts";
import type { TrialStore } from "../analysis/trial-store.ts";
import { MidspanError } from "../errors.ts";
import type { AnalysisOptions, Finding } from "../findings.ts";
import { fromPlain } from "../models/plain-error.ts";
import { startThread } from "../models/start-thread.ts";
import type { AnalysisJob, AnalysisReply } from "./analysis-thread.ts";

/** Analyses that a thread makes. */
export interface AnalysisAside {
  /** By name of the analysis. */
  readonly findings: Promise<ReadonlyMap<string, Finding>>;
  stop(): Promise<unknown>;
}

/** A small nursery: the other thread needs the memory. */
const FRUGAL = { maxYoungGenerationSizeMb: 16 };

/** Makes these analyses in a thread, while this one makes others; both read the numbers of one store. Nobody adds to it. */
export function analysisAside(
  names: readonly string[],
  trials: TrialStore,
  { prices: _, ...options }: AnalysisOptions,
): AnalysisAside {
  const job: AnalysisJob = { names, store: trials.taken(), options };
  const thread = startThread(new URL("./analysis-thread.ts", import.meta.url), job, FRUGAL);
  const findings = new Promise<ReadonlyMap<string, Finding>>((resolve, reject) => {
    thread.on("message", (reply: AnalysisReply) => {
      if ("error" in reply) reject(fromPlain(reply.error));
      else resolve(new Map(reply.findings.map((finding) => [finding.name, finding])));
    });
    thread.once("error", reject);
    thread.once("exit", () => reject(new MidspanError("internal", "the thread that analyses has ended")));
  });
  findings.catch(() => {}); // where something else fails first, that is what is told
  try {
    thread.postMessage(takenTallies(trials));
  } catch (error) {
    void thread.terminate(); // nobody else can: it would wait for ever
    throw error;
  }
  return { findings, stop: () => thread.terminate() };
}
