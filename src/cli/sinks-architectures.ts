import { assertThat } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { openAttentionModel } from "../models/attention-model.ts";
import { cacheCapacity, parseCachePolicy } from "../models/cache.ts";
import { embeddedNames } from "../models/embedded.ts";
import { localFolder } from "../models/local-folder.ts";
import { loadPromptTokenizer } from "../models/prompt.ts";
import type { Trial } from "../record.ts";
import { packageVersion } from "../root.ts";
import { architectureFinding, type TrainedOne, trainedAs } from "../sinks/architecture-finding.ts";
import { ARCHITECTURE_METHODS } from "../sinks/architecture-methods.ts";
import { type Evicted, evictionFinding } from "../sinks/eviction-finding.ts";
import { chanceAt, importanceAt, sinkRate } from "../sinks/importance.ts";
import type { LookedModel, SinkOptions } from "../sinks/looked-prompt.ts";
import { plainTexts } from "../sinks/plain-texts.ts";
import { sinkFinding } from "../sinks/sink-finding.ts";
import { streamFinding } from "../sinks/stream-finding.ts";
import { average } from "../stats/average.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { wholeNumber } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { architecturesText } from "./sinks-architectures-text.ts";
import { lookAt } from "./sinks-look.ts";
import { recallRun } from "./sinks-recall.ts";
import { streamsOf } from "./sinks-streams.ts";

export interface SinksArchitecturesFlags {
  readonly model?: readonly string[];
  readonly budget: string;
  readonly length: string;
  readonly depths: string;
  readonly trials: string;
  readonly streams: string;
  readonly streamTokens: string;
  readonly seed: string;
  readonly output: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const LOOKED = 100;
const LOOKED_TOKENS = 64;
const EPSILON = 0.3;
const THREADS = 2;

/** `midspan sinks compare-architectures`: the same recipe with other attention, side by side over seeds. */
export async function sinksArchitectures(flags: SinksArchitecturesFlags): Promise<void> {
  const models =
    flags.model ??
    embeddedNames()
      .filter((name) => trainedAs(name))
      .map((name) => `embedded:${name}`);
  const unnamed = models.find((model) => trainedAs(model) === undefined);
  assertThat(
    unnamed === undefined,
    "usage",
    () => `--model; names that end in a seed, as embedded:rope-0: ${unnamed}`,
  );
  const budget = wholeNumber("--budget", flags.budget);
  const caches = ["dense", `window:${budget}`, `sinks:4+${budget - 4}`, `headless:4`];
  const tokens = wholeNumber("--stream-tokens", flags.streamTokens);
  assertThat(
    tokens > budget + 64,
    "usage",
    () => `--stream-tokens; more than the budget and 64 tokens: ${tokens}`,
  );
  const seed = wholeNumber("--seed", flags.seed);
  const options: SinkOptions = { seed, level: 0.95, draws: 10_000, epsilons: [EPSILON] };
  const looked: LookedModel[] = [];
  const losses = new Map<string, Map<string, readonly Float64Array[]>>();
  const texts = plainTexts(LOOKED, seed);
  for (const id of models) {
    const folder = await localFolder(id, "attention cannot be looked at", "name models that run here");
    const model = await openAttentionModel(folder, THREADS);
    const { prompts } = await lookAt(
      model,
      id,
      texts,
      { tokens: LOOKED_TOKENS, bare: true },
      () => undefined,
    );
    await model.close();
    looked.push({ model: id, prompts });
    const opened = { id, folder, prompts: await loadPromptTokenizer(folder) };
    losses.set(id, await streamsOf(opened, caches, tokens, { ...flags, quiet: true }));
    if (flags.quiet !== true)
      printMessage(`midspan: ${id}: ${looked.length} of ${models.length} models looked into`);
  }
  const recalled = await recallRun(caches, { ...flags, model: models });
  if (recalled === undefined) return;
  const evicted = models.flatMap((model) =>
    caches.map(
      (cache): Evicted => ({
        model,
        cache,
        losses: losses.get(model)?.get(cache) ?? [],
        recalls: recallsOf(recalled.trials, cache === "dense" ? model : `${model}+${cache}`),
      }),
    ),
  );
  const bounds = {
    seed,
    level: options.level,
    draws: options.draws,
    bucket: 64,
    budget: Math.max(...caches.map((cache) => cacheCapacity(parseCachePolicy(cache)) ?? 0)),
    collapse: 0.5,
  };
  const trained = looked.map((one) => measured(one, evicted, budget, bounds.budget));
  const findings: readonly Finding[] = [
    architectureFinding(trained),
    ...[sinkFinding(looked, options), evictionFinding(evicted, bounds), streamFinding(evicted, bounds)].map(
      silent,
    ),
    ...recalled.findings.filter(({ name }) => name === "recall-by-length-and-depth"),
  ];
  const { writeStudy } = await import("../report/study.ts");
  const page = await writeStudy(flags.output, {
    question: "Do kinds of attention differ in sinks, recall and cut caches?",
    about: `${models.length} models \u00b7 midspan ${packageVersion()}`,
    findings,
    methods: ARCHITECTURE_METHODS,
    command: `midspan sinks compare-architectures --budget ${budget} --length ${flags.length} --trials ${flags.trials} --streams ${flags.streams} --stream-tokens ${tokens} --seed ${seed}${flags.model === undefined ? "" : ` --model ${models.join(" ")}`}`,
    settings: [
      ["Models", models.join(", ")],
      ["Looked at", `${LOOKED} invented texts of ${LOOKED_TOKENS} tokens`],
      ["Streams", `${flags.streams} of ${tokens} tokens`],
      ["Facts", `needle, ${flags.length} tokens, ${flags.trials} documents at each depth: recall/`],
      ["midspan", packageVersion()],
      ["node", process.version],
    ],
  });
  if (flags.json === true) return printResult(JSON.stringify({ report: page, findings }, null, 2));
  printText(architecturesText(findings[0] as Finding));
  printResult(`\nReport: ${plainLine(page)}`);
}

/** Its verdicts are of single models; the page speaks of architectures. */
function silent(finding: Finding): Finding {
  return { ...finding, rows: finding.rows.map(({ sentence: _, ...row }) => row) };
}

function measured(
  { model, prompts }: LookedModel,
  evicted: readonly Evicted[],
  budget: number,
  behind: number,
): TrainedOne {
  const named = trainedAs(model) ?? { architecture: model, seed: "" };
  const of = (cache: string): Evicted | undefined =>
    evicted.find((one) => one.model === model && one.cache === cache);
  const excess = (prompts[0]?.sums.layers ?? []).flatMap(({ heads }, layer) =>
    Array.from({ length: heads }, (_, head) =>
      average(
        prompts.map(({ sums }) => (importanceAt(sums, 0)[layer]?.[head] ?? 0) - chanceAt(sums.tokens, 0)),
      ),
    ),
  );
  const late = (cache: string): number =>
    average((of(cache)?.losses ?? []).map((losses) => average(losses.subarray(behind))));
  const over = (cache: string): number => late(cache) - late("dense");
  const recall = (cache: string): number => average((of(cache)?.recalls ?? []).map((one) => one.recall));
  const [sinks, window] = [`sinks:4+${budget - 4}`, `window:${budget}`];
  return {
    ...named,
    model,
    measures: {
      "strongest sink above chance": Math.max(...excess),
      "sink rate": average(prompts.map(({ sums }) => sinkRate(sums, 0, EPSILON))),
      recall: recall("dense"),
      "recall without the first 4 tokens": recall("headless:4"),
      [`recall in ${window}`]: recall(window),
      [`recall in ${sinks}`]: recall(sinks),
      "loss, dense": late("dense"),
      [`loss added by ${window}`]: over(window),
      [`loss added by ${sinks}`]: over(sinks),
    },
  };
}

function recallsOf(trials: Iterable<Trial>, model: string): Evicted["recalls"] {
  const found: { seed: number; recall: number }[] = [];
  for (const { model: own, score, cell } of trials)
    if (own === model && score !== undefined) found.push({ seed: cell.seed, recall: score.recall });
  return found;
}
