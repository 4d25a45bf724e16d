import { type AttentionModel, openAttentionModel } from "../models/attention-model.ts";
import { loadEngine } from "../models/engine.ts";
import { localFolder } from "../models/local-folder.ts";
import { loadPromptTokenizer } from "../models/prompt.ts";
import { createRng } from "../random.ts";
import type { Trial } from "../record.ts";
import { packageVersion } from "../root.ts";
import { type AttentionSums, sumAttention } from "../sinks/attention-sums.ts";
import { claimsFinding } from "../sinks/claim.ts";
import { type ClaimAttention, claimsOfAttention } from "../sinks/claims-of-attention.ts";
import { type ClaimBehaviour, claimsOfBehaviour, hasGap } from "../sinks/claims-of-behaviour.ts";
import { plainTexts } from "../sinks/plain-texts.ts";
import { average } from "../stats/average.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { countOf, wholeNumber } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { claimsText } from "./sinks-claims-text.ts";
import { recallRun } from "./sinks-recall.ts";
import { streamsOf } from "./sinks-streams.ts";

export interface SinksClaimsFlags {
  readonly model: readonly string[];
  readonly budget: string;
  readonly length: string;
  readonly trials: string;
  readonly texts: string;
  readonly seed: string;
  readonly output: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Of one there is no interval, and so no verdict. */
const FEWEST = 2;
const TOKENS = 64;
const LOSS_TOKENS = 256;
const STREAM_FACTOR = 3;
const THREADS = 2;
/** Both edges and the middle, as the contract's middle gap has them. */
const EDGE = [0, 0.1, 0.9, 1];
const MIDDLE = [0.4, 0.5, 0.6];
const WITHOUT_FIRST = "headless:4";
const INSTEAD = "a hosted model's behaviour is tested by midspan sinks opening, placeholder and instruction";

/** `midspan sinks claims`: one small experiment for each popular claim, on each model. */
export async function sinksClaims(flags: SinksClaimsFlags): Promise<void> {
  const seed = wholeNumber("--seed", flags.seed);
  const budget = wholeNumber("--budget", flags.budget);
  countOf("--trials", flags.trials, FEWEST);
  const texts = plainTexts(countOf("--texts", flags.texts, FEWEST), seed, LOSS_TOKENS * 8);
  const attention: ClaimAttention[] = [];
  const inside: Pick<
    ClaimBehaviour,
    "model" | "loss" | "lossBehindPlaceholder" | "lossInWindow" | "lossWithSinks"
  >[] = [];
  for (const id of flags.model) {
    const folder = await localFolder(id, "claims about sinks need a look inside", INSTEAD);
    const model = await openAttentionModel(folder, THREADS);
    attention.push(await attentionOf(model, id, texts, seed).finally(() => model.close()));
    const prompts = await loadPromptTokenizer(folder);
    const opened = { id, folder, prompts };
    const caches = [`window:${budget}`, `sinks:4+${budget - 4}`];
    const streams = await streamsOf(opened, caches, STREAM_FACTOR * budget, {
      streams: flags.texts,
      seed: flags.seed,
      quiet: true,
    });
    const [lossInWindow = [], lossWithSinks = []] = caches.map((cache) =>
      (streams.get(cache) ?? []).map((losses) => average(losses.subarray(budget))),
    );
    inside.push({ model: id, ...(await placeholderLosses(opened, texts)), lossInWindow, lossWithSinks });
    if (flags.quiet !== true)
      printMessage(`midspan: ${id}: looked into, ${inside.length} of ${flags.model.length} models`);
  }
  const common = { ...flags, depths: [...EDGE, ...MIDDLE].sort((a, b) => a - b).join(",") };
  const after = await recallRun(["dense"], common, {}, "asked-after");
  if (after === undefined) return;
  const before = await recallRun(["dense"], common, { set: ["question=before"] }, "asked-before");
  if (before === undefined) return;
  const ownGap = (model: string): readonly number[] =>
    [...byDocument(after.trials, model).values()].map(gapOf);
  const gapped = flags.model.filter((model) => hasGap(ownGap(model), seed));
  const flat = flags.model.filter((model) => !gapped.includes(model));
  const ends: readonly [string, string] = [
    `sinks:${budget}+${budget}`,
    `${WITHOUT_FIRST}+${budget}+${budget}`,
  ];
  const cut: Trial[] = [];
  for (const [models, caches, name] of [
    [gapped, [WITHOUT_FIRST], "without-first"],
    [flat, ends, "both-ends"],
  ] as const) {
    if (models.length === 0) continue;
    const run = await recallRun(caches, { ...common, model: models }, {}, name);
    if (run === undefined) return;
    cut.push(...run.trials);
  }
  const results = flags.model.flatMap((model, i) => {
    const own = inside[i];
    const looked = attention[i];
    if (own === undefined || looked === undefined) return [];
    const isGapped = gapped.includes(model);
    const [from, to] = isGapped ? ["dense", WITHOUT_FIRST] : ends;
    const documents = byDocument(after.trials, model);
    const of = (cache: string): Documents => byDocument(cut, `${model}+${cache}`);
    const asked = inCommon(documents, byDocument(before.trials, model));
    const gaps = inCommon(documents, isGapped ? documents : of(from), of(to));
    const behaviour: ClaimBehaviour = {
      ...own,
      askedAfter: (asked[0] ?? []).map(recallOf),
      askedBefore: (asked[1] ?? []).map(recallOf),
      ownGap: (gaps[0] ?? []).map(gapOf),
      cutFrom: isGapped ? undefined : from,
      gap: (gaps[1] ?? []).map(gapOf),
      gapWithoutFirst: (gaps[2] ?? []).map(gapOf),
    };
    return [...claimsOfAttention(looked, seed), ...claimsOfBehaviour(behaviour, seed)];
  });
  const finding = claimsFinding(
    [...results].sort((a, b) => (a.claim < b.claim ? -1 : a.claim > b.claim ? 1 : 0)),
    flags.model.some((id) => /alibi/i.test(id))
      ? []
      : ['Left out: "ALiBi removes sinks" needs a model with ALiBi, such as embedded:alibi-0.'],
  );
  const { writeStudy } = await import("../report/study.ts");
  const page = await writeStudy(flags.output, {
    question: "Do the popular claims about attention sinks hold here?",
    about: `${flags.model.join(", ")} \u00b7 midspan ${packageVersion()}`,
    findings: [finding],
    methods: [
      [
        "Holds",
        "the whole 95 % interval (bootstrap over texts, streams or documents) is on the claim's side of its limit; does not hold: the whole interval is on the other; undecided here: neither. Each claim is decided by itself.",
      ],
      [
        "Here",
        "these models, these texts. A small model that shows no sink says little about a large one: run it with --model transformers: and a model of yours.",
      ],
    ],
    command: `midspan sinks claims ${flags.model.map((id) => `--model ${id}`).join(" ")} --budget ${budget} --length ${flags.length} --trials ${flags.trials} --texts ${flags.texts} --seed ${seed}`,
    settings: [
      ["Models", flags.model.join(", ")],
      [
        "Experiments",
        [...new Set(results.map(({ claim, experiment }) => `${claim}: ${experiment}`))].join("; "),
      ],
      ["midspan", packageVersion()],
      ["node", process.version],
    ],
  });
  if (flags.json === true) return printResult(JSON.stringify({ report: page, results }, null, 2));
  printText(claimsText(finding));
  printResult(`\nReport: ${plainLine(page)}`);
}

async function attentionOf(
  model: AttentionModel,
  id: string,
  texts: readonly string[],
  seed: number,
): Promise<ClaimAttention> {
  const { prompts, look } = model;
  const rng = createRng(seed).fork("claims");
  const words = [...new Set(texts.flatMap((text) => prompts.tokenizer.encode(text)))].sort((a, b) => a - b);
  const summed = async (ids: readonly number[]): Promise<AttentionSums> => {
    const sums = sumAttention(ids.length);
    await look(ids, sums.add);
    return sums.sums();
  };
  const [plain, randomFirst, repeated]: [AttentionSums[], AttentionSums[], AttentionSums[]] = [[], [], []];
  for (const text of texts) {
    const ids = prompts.plainPrompt(text).slice(0, TOKENS);
    plain.push(await summed(ids));
    randomFirst.push(await summed([rng.pick(words), ...ids.slice(1)]));
    repeated.push(await summed(new Array<number>(TOKENS).fill(rng.pick(words))));
  }
  return { model: id, plain, randomFirst, repeated };
}

/** Mean loss of each text, as it is and behind four line breaks; of the text's own tokens both times. */
async function placeholderLosses(
  { folder, prompts }: Parameters<typeof streamsOf>[0],
  texts: readonly string[],
): Promise<Pick<ClaimBehaviour, "loss" | "lossBehindPlaceholder">> {
  const engine = await loadEngine(folder, THREADS);
  const breaks = [0, 1, 2, 3].flatMap(() => prompts.tokenizer.encode("\n"));
  const [loss, lossBehindPlaceholder]: [number[], number[]] = [[], []];
  try {
    for (const text of texts) {
      const ids = prompts.plainPrompt(text).slice(0, LOSS_TOKENS);
      const own = ids.length - 1;
      loss.push(average(await engine.losses(ids, { kind: "dense" })));
      lossBehindPlaceholder.push(
        average((await engine.losses([...breaks, ...ids], { kind: "dense" })).subarray(-own)),
      );
    }
  } finally {
    await engine.close();
  }
  return { loss, lossBehindPlaceholder };
}

type Document = readonly { readonly depth: number; readonly recall: number }[];
/** By seed. */
type Documents = ReadonlyMap<number, Document>;

/** A model's documents of which every depth was scored. */
function byDocument(trials: Iterable<Trial>, model: string): Documents {
  const documents = new Map<number, { depth: number; recall: number }[]>();
  for (const { model: own, score, cell } of trials) {
    if (own !== model || score === undefined) continue;
    const known = documents.get(cell.seed) ?? [];
    documents.set(cell.seed, [...known, { depth: cell.depth, recall: score.recall }]);
  }
  const whole = [...documents].filter(([, { length }]) => length === EDGE.length + MIDDLE.length);
  return new Map(whole.sort(([a], [b]) => a - b));
}

/** The documents that all have, in one order, so that they are paired. */
function inCommon(...all: readonly Documents[]): readonly (readonly Document[])[] {
  const seeds = [...(all[0]?.keys() ?? [])].filter((seed) => all.every((documents) => documents.has(seed)));
  return all.map((documents) => seeds.map((seed) => documents.get(seed) ?? []));
}

function recallOf(document: Document): number {
  return average(document.map(({ recall }) => recall));
}

function gapOf(document: Document): number {
  const at = (depths: readonly number[]): number =>
    average(document.filter(({ depth }) => depths.includes(depth)).map(({ recall }) => recall));
  return at(EDGE) - at(MIDDLE);
}
