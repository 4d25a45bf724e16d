import { EXIT } from "./exit-codes.ts";

export interface Interrupt {
  /** Aborted by the first Ctrl-C (or SIGTERM): begin nothing new. */
  readonly drain: AbortSignal;
  /** Back to the system's own behaviour. */
  release(): void;
}

/**
 * Ctrl-C once lets what is in flight finish; twice ends the process at once, which is safe: every trial
 * that was recorded is with the operating system already.
 */
export function watchInterrupt(tell: (text: string) => void, beforeExit: () => void): Interrupt {
  const drain = new AbortController();
  const onSignal = (): void => {
    if (drain.signal.aborted) {
      beforeExit();
      process.exit(EXIT.interrupted);
    }
    drain.abort();
    tell("midspan: finishing what is in flight; Ctrl-C again stops now");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    drain: drain.signal,
    release: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
