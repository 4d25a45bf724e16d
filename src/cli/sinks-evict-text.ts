import type { Estimate, Finding } from "../findings.ts";
import { decimals } from "../number-words.ts";
import { shareText } from "./difference-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** The equal-budget table of each model and what each policy comes to; within 80 columns. */
export function evictText({ rows, cautions }: Finding): string {
  const models = [...new Set(rows.map(({ group }) => String(group.model)))];
  const blocks = models.map((model) => {
    const own = rows.filter(({ group }) => group.model === model);
    const caches = [
      ...new Set(own.flatMap(({ group: { cache } }) => (cache === undefined ? [] : [String(cache)]))),
    ];
    const said = own.find(({ group }) => group.cache === undefined);
    const of = (cache: string, name: string): Estimate | undefined =>
      own.find((row) => row.group.cache === cache && row.name === name)?.estimate;
    const lines = caches.map((cache) => {
      const verdict = own.find((row) => row.group.cache === cache && row.name === "onset");
      return [
        plainLine(cache, 24),
        shareText(of(cache, "recall of facts inside what is kept")),
        shareText(of(cache, "recall of facts outside it")),
        shareText(of(cache, "recall of all facts")),
        nats(of(cache, "loss above the dense cache")),
        verdict?.estimate === undefined
          ? verdict?.verdict === "collapses"
            ? "yes"
            : ""
          : String(verdict.estimate.value),
      ];
    });
    const n = Math.min(...own.flatMap(({ estimate }) => (estimate ? [estimate.n] : [])));
    return [
      plainLine(model),
      ...(said === undefined
        ? []
        : [wrapText(`${said.verdict}. ${plainLine(said.sentence ?? "", 400)}`, 78).join("\n")]),
      textTable([["cache", "kept", "others", "all facts", "nats over dense", "from"], ...lines]),
      wrapText(
        `Recall of facts inside what the cache keeps, outside it, and of all; loss behind the budget above the dense cache with its 95 % interval; the token from which it stays collapsed (empty: it does not). What a cache that goes by scores keeps differs from head to head, so only all facts count. n = ${n} at least, streams or documents.`,
        78,
      ).join("\n"),
    ].join("\n");
  });
  return [...blocks, ...cautions].join("\n\n");
}

function nats(e: Estimate | undefined): string {
  const two = (value: number): string => decimals(value, 2);
  return e === undefined ? "" : `${two(e.value)} (${two(e.low)} to ${two(e.high)})`;
}
