import { MidspanError } from "../errors.ts";
import type { Shard, Sweep } from "../run/sweep.ts";

/** The part of a sweep that `--shard I/N` names. Throws `usage`. */
export function shardOf(sweep: Sweep, text: string | undefined): Sweep {
  if (text === undefined) return sweep;
  const shard = parseShard(text);
  if (shard.of > sweep.trials)
    throw new MidspanError(
      "usage",
      `more shards than documents; at most ${sweep.trials.toLocaleString("en")} shards: ${shard.of}`,
    );
  if (sweep.untilDecided !== undefined)
    throw new MidspanError(
      "usage",
      `--shard knows nothing of the other parts; without --until-decided: ${text}`,
    );
  return { ...sweep, shard };
}

/** "2/4" is the second of four. Throws `usage`. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (index >= 1 && index <= of) return { index, of };
  throw new MidspanError("usage", `--shard is not usable; I/N with I from 1 to N, such as 2/4: ${text}`);
}
