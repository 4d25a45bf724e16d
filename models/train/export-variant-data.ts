/**
 * Exports what the architecture variants are trained on, and the tokenizer that they share.
 *   npx tsx models/train/export-variant-data.ts [folder] [--new-tokenizer]
 * The tokenizer in models/variants is kept, because weights belong to it, unless a new one is asked for.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { haystacks, trainHaystacks } from "../../src/haystack/index.ts";
import { inventedNeedles, runNeedles } from "../../src/haystack/needles.ts";
import { createRng, type Rng } from "../../src/random.ts";
import { packageRoot } from "../../src/root.ts";
import { memoCount } from "../../src/tokens.ts";
import type { Haystack } from "../../src/types.ts";
import { encodeConversation } from "./conversation.ts";
import { makeConversation, type Sources } from "./documents.ts";
import { createEncoder } from "./encode.ts";
import { evaluationSet } from "./evaluation.ts";
import { languageDocument } from "./language.ts";
import { type Encoded, writeShard } from "./shard.ts";
import { readTokenizerFile, writeTokenizerFiles } from "./tokenizer-files.ts";
import { variantTokenizer } from "./variant-tokenizer.ts";

const VOCABULARY = 2048;
const LONGEST = 1024;
const SEED = 20261126;
/** Share of documents that are plain text, in which most heads have nothing to do. */
const LANGUAGE = 0.33;
const STAGES = [
  { name: "short", tokens: 1.5e6, context: [64, 180], filler: false },
  { name: "middle", tokens: 2.5e6, context: [80, 320], filler: true },
  { name: "full", tokens: 4e6, context: [96, 470], filler: true },
] as const;

const flags = process.argv.slice(2);
const out = flags.find((flag) => !flag.startsWith("--")) ?? join(packageRoot(), "models/train/data-variants");
const folder = join(packageRoot(), "models/variants");
const rng = createRng(SEED);
const train = trainHaystacks[0] as Haystack;
const needles = inventedNeedles("train");

if (flags.includes("--new-tokenizer"))
  writeTokenizerFiles(folder, variantTokenizer(corpus(), VOCABULARY), LONGEST);
const encode = createEncoder(readTokenizerFile(folder));
const sources: Sources = {
  haystack: train,
  needles,
  words: [],
  count: memoCount((text) => encode(text).length),
};

mkdirSync(out, { recursive: true });
for (const length of [256, 384, 512, 768])
  report(
    `eval-${length}`,
    evaluationSet(length, { haystack: haystacks[0] as Haystack, needles: runNeedles }, encode, [
      "needle-word-8",
      "needle-number-8",
    ]),
  );
// Plain text of the run's own genres, to see where attention goes.
report("plain", [...plainDocuments(haystacks[0] as Haystack, 300)]);
for (const stage of STAGES) report(stage.name, [...stageDocuments(stage)]);

function report(name: string, documents: readonly Encoded[]): void {
  const total = writeShard(join(out, name), documents);
  console.log(`${name}: ${documents.length} documents, ${total} tokens`);
}

function* plainDocuments(haystack: Haystack, count: number): Iterable<Encoded> {
  const root = rng.fork("plain");
  for (let i = 0; i < count; i++) yield languageDocument(haystack, root.fork(i), 256, encode);
}

function* stageDocuments(stage: (typeof STAGES)[number]): Iterable<Encoded> {
  const root = rng.fork(stage.name);
  let total = 0;
  for (let i = 0; total < stage.tokens; i++) {
    const document = stageDocument(stage, root.fork(i));
    total += document.ids.length;
    yield document;
  }
}

function stageDocument(stage: (typeof STAGES)[number], own: Rng): Encoded {
  const [low, high] = stage.context;
  const tokens = Math.round(low * (high / low) ** own.float());
  if (own.float() < LANGUAGE) return languageDocument(train, own, tokens, encode);
  // As crowded as a run's documents: one fact among seven near-duplicates, in 256 tokens.
  const facts = Math.min(Math.max(2, Math.floor(tokens / 16)), 6 + own.int(7));
  const questions = Math.min(facts, 5);
  const request = {
    rng: own,
    tokens,
    facts,
    questions,
    filler: stage.filler,
    kind: "sentences",
    tame: true,
  } as const;
  return encodeConversation(makeConversation(request, sources), encode);
}

/** What words are common in: the filler, and the wording of questions. */
function* corpus(): Iterable<string> {
  let size = 0;
  for (const segment of train.segments(SEED)) {
    yield segment.lead + segment.text;
    size += segment.text.length;
    if (size > 1_600_000) break;
  }
  const own = rng.fork("corpus");
  const none: Sources = { haystack: train, needles, words: [], count: () => 16 };
  for (let i = 0; i < 500; i++) {
    const request = {
      rng: own.fork(i),
      tokens: 300,
      facts: 10,
      questions: 3,
      filler: false,
      tame: true,
    } as const;
    for (const turn of makeConversation({ ...request, kind: "sentences" }, none))
      yield `${turn.user}\n${turn.opening}${turn.value}${turn.closing}`;
  }
}
