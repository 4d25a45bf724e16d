import type { MultiBar } from "cli-progress";
import { printMessage } from "./console.ts";
import { inLocale, speaksUnicode } from "./locale.ts";
import type { Display, DisplayOptions } from "./progress.ts";
import { progressLine } from "./progress-line.ts";
import type { Tally } from "./tally.ts";

/** A bar for each model that is being asked; a model that ends leaves its line above them. */
export function barDisplay({ now, costOf, tallies }: DisplayOptions): Display {
  const unicode = speaksUnicode();
  let library: typeof import("cli-progress") | undefined;
  let bars: MultiBar | undefined;
  const lineOf = (tally: Tally): string => {
    const costUsd = costOf(tally.model);
    return progressLine(tally, {
      now: now(),
      // The last column stays free: some terminals wrap when it is written.
      width: (process.stderr.columns ?? 80) - 1,
      bar: unicode ? ["█", "░"] : ["#", "."],
      ...(costUsd === undefined ? {} : { costUsd }),
    });
  };
  const active = (): readonly Tally[] =>
    [...tallies.all.values()].filter(({ endedAt }) => endedAt === undefined);
  const begin = (): void => {
    const shown = active().slice(0, Math.max(1, (process.stderr.rows ?? 24) - 2));
    if (library === undefined || shown.length === 0) return;
    bars = new library.MultiBar({
      stream: process.stderr,
      // Drawn from the tally eight times a second, whatever happens in between.
      format: (_options, _params, { tally }: { readonly tally: Tally }) => inLocale(lineOf(tally)),
      fps: 8,
      hideCursor: true,
      clearOnComplete: true,
      // Ctrl-C is ours; see interrupt.ts.
      gracefulExit: false,
    });
    for (const tally of shown) bars.create(tally.total, tally.recorded, { tally });
  };
  const clear = (): void => {
    bars?.stop();
    bars = undefined;
  };
  const above = (text: string): void => {
    clear();
    printMessage(text);
    begin();
  };
  return {
    start: async () => {
      const loaded = await import("cli-progress");
      library = loaded.default;
    },
    event: (event) => {
      if (event.event === "model-end") {
        const tally = tallies.all.get(event.model);
        if (tally !== undefined) above(lineOf(tally));
      } else if (event.event === "model") {
        clear();
        begin();
      }
    },
    update: () => undefined,
    note: above,
    stop: () => {
      clear();
      for (const tally of active()) printMessage(lineOf(tally));
      library = undefined;
    },
  };
}
