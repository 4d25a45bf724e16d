import { join } from "node:path";
import { lookNamed } from "../charts/look-named.ts";
import { assertThat } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { cacheCapacity, keptTokens, parseCachePolicy } from "../models/cache.ts";
import { localFolder } from "../models/local-folder.ts";
import { checkPolicy } from "../models/local-model.ts";
import { loadPromptTokenizer } from "../models/prompt.ts";
import type { Trial } from "../record.ts";
import { packageVersion } from "../root.ts";
import { parseLengths } from "../run/grid.ts";
import { equalBudget } from "../sinks/equal-budget.ts";
import { EVICT_METHODS } from "../sinks/evict-methods.ts";
import {
  type Evicted,
  type EvictionOptions,
  evictionFinding,
  type KeptRecall,
} from "../sinks/eviction-finding.ts";
import { streamFinding } from "../sinks/stream-finding.ts";
import { printResult, printText } from "./console.ts";
import { countOf, decimal, wholeNumber } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { evictText } from "./sinks-evict-text.ts";
import { type GoldSpan, goldSpans } from "./sinks-places.ts";
import { recallRun } from "./sinks-recall.ts";
import { streamsOf } from "./sinks-streams.ts";

export interface SinksEvictFlags {
  readonly model: readonly string[];
  readonly cache?: readonly string[];
  readonly budget: string;
  readonly length: string;
  readonly depths: string;
  readonly trials: string;
  readonly streams: string;
  readonly streamTokens: string;
  readonly collapse: string;
  readonly seed: string;
  readonly style?: string;
  readonly width?: string;
  readonly pdf?: boolean;
  readonly output: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const INSTEAD =
  "what a server keeps is the server's own; its context shift shows in midspan run at lengths beyond its cache";
const BUCKET = 64;
const DRAWS = 10_000;

/** `midspan sinks evict`: what a cut cache loses, under an equal budget. */
export async function sinksEvict(flags: SinksEvictFlags): Promise<void> {
  const look = lookNamed(flags.style, flags.width);
  const budget = wholeNumber("--budget", flags.budget);
  const caches = [...new Set(["dense", ...(flags.cache ?? equalBudget(budget))])];
  const options: EvictionOptions = {
    seed: wholeNumber("--seed", flags.seed),
    level: 0.95,
    draws: DRAWS,
    bucket: BUCKET,
    budget: Math.max(...caches.map((cache) => cacheCapacity(parseCachePolicy(cache)) ?? 0), 1),
    collapse: decimal("--collapse", flags.collapse),
  };
  countOf("--trials", flags.trials, 1);
  countOf("--streams", flags.streams, 2); // of one there is no interval
  const tokens = wholeNumber("--stream-tokens", flags.streamTokens);
  const lengths = parseLengths(flags.length);
  assertThat(
    Math.min(...lengths) > options.budget,
    "usage",
    () =>
      `--length leaves nothing to be cut; more than the caches' ${options.budget} tokens: ${flags.length}`,
  );
  assertThat(
    tokens > options.budget + BUCKET,
    "usage",
    () => `--stream-tokens; more than the budget and ${BUCKET} tokens: ${tokens}`,
  );
  const losses = new Map<string, Map<string, readonly Float64Array[]>>();
  const spans = new Map<string, GoldSpan>();
  for (const id of flags.model) {
    const folder = await localFolder(id, "the cache cannot be cut", INSTEAD);
    for (const cache of caches) checkPolicy(parseCachePolicy(cache), folder);
    const { contextWindow = Number.POSITIVE_INFINITY } = folder;
    assertThat(
      Math.max(...lengths) <= contextWindow,
      "usage",
      () => `--length is above the window of ${id}; at most ${contextWindow} tokens: ${flags.length}`,
    );
    const prompts = await loadPromptTokenizer(folder);
    losses.set(id, await streamsOf({ id, folder, prompts }, caches, tokens, flags));
    spans.set(id, await goldSpans(prompts));
  }
  const recalled = await recallRun(caches, flags);
  if (recalled === undefined) return;
  const all = flags.model.flatMap((model) =>
    caches.map(
      (cache): Evicted => ({
        model,
        cache,
        losses: losses.get(model)?.get(cache) ?? [],
        recalls: recallsOf(
          recalled.trials,
          cache === "dense" ? model : `${model}+${cache}`,
          cache,
          spans.get(model),
        ),
      }),
    ),
  );
  const byDepth = recalled.findings.filter(({ name }) => name === "recall-by-length-and-depth");
  const findings: readonly Finding[] = [
    evictionFinding(all, options),
    streamFinding(all, options),
    ...byDepth,
  ];
  const { writeStudy } = await import("../report/study.ts");
  const page = await writeStudy(
    flags.output,
    {
      question: "What does a cut cache lose?",
      about: `${flags.model.join(", ")} \u00b7 ${caches.length} cache policies \u00b7 midspan ${packageVersion()}`,
      findings,
      methods: EVICT_METHODS,
      command: `midspan sinks evict ${flags.model.map((id) => `--model ${id}`).join(" ")} --budget ${budget} --length ${flags.length} --trials ${flags.trials} --streams ${flags.streams} --stream-tokens ${tokens} --seed ${flags.seed}${flags.cache === undefined ? "" : ` --cache ${flags.cache.join(" ")}`}`,
      settings: [
        ["Models", flags.model.join(", ")],
        ["Policies", caches.join(", ")],
        ["Streams", `${flags.streams} of ${tokens} tokens`],
        [
          "Facts",
          `needle, ${flags.length} tokens, ${flags.trials} documents at each depth; their own run folder: recall/`,
        ],
        ["midspan", packageVersion()],
        ["node", process.version],
      ],
    },
    { look, ...(flags.pdf === undefined ? {} : { pdf: flags.pdf }) },
  );
  if (flags.json === true) return printResult(JSON.stringify({ report: page, findings }, null, 2));
  printText(evictText(findings[0] as Finding));
  printResult(
    `\nReport: ${plainLine(page)}; the facts' own: ${plainLine(join(flags.output, "recall", "index.html"))}`,
  );
}

/** Whether each fact was still in the cache when the answer began follows from where it stands; not for scores. */
function recallsOf(
  trials: Iterable<Trial>,
  model: string,
  cache: string,
  spanAt: GoldSpan | undefined,
): readonly KeptRecall[] {
  const policy = parseCachePolicy(cache);
  const found: KeptRecall[] = [];
  for (const { model: own, score, cell, generation } of trials) {
    if (own !== model || score === undefined) continue;
    const base = { seed: cell.seed, recall: score.recall };
    const total = generation?.promptTokens;
    if (policy.kind === "scored" || total === undefined || spanAt === undefined) {
      found.push(base);
      continue;
    }
    const [start, end] = spanAt(cell);
    const there = keptTokens(policy, total).reduce(
      (sum, [from, to]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
      0,
    );
    // A fact that a cut goes through is neither kept nor lost.
    found.push(there > 0 && there < end - start ? base : { ...base, kept: there > 0 });
  }
  return found;
}
