/**
 * Exports what the embedded model is trained on, from the generator's own training split, and its tokenizer.
 *   npx tsx models/train/export-data.ts [share] [folder] [--new-tokenizer] [--only=STAGE]
 * `share` (default 1) scales the number of tokens; 0.01 makes a smoke set. The tokenizer in models/reference is
 * kept, because weights belong to it, unless a new one is asked for.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { haystacks, MIXED_GENRES, trainHaystacks } from "../../src/haystack/index.ts";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { inventedNeedles, runNeedles } from "../../src/haystack/needles.ts";
import { createRng, type Rng } from "../../src/random.ts";
import { packageRoot } from "../../src/root.ts";
import type { Haystack } from "../../src/types.ts";
import { trainBpe } from "./bpe.ts";
import { encodeConversation } from "./conversation.ts";
import { type DocumentRequest, makeConversation, type Sources } from "./documents.ts";
import { createEncoder } from "./encode.ts";
import { evaluationSet } from "./evaluation.ts";
import { languageDocument } from "./language.ts";
import { type Encoded, writeShard } from "./shard.ts";
import { readTokenizerFile, SPECIALS, writeTokenizerFiles } from "./tokenizer-files.ts";

const VOCABULARY = 4096;
const SEED = 20261123;

interface Stage {
  readonly name: string;
  readonly tokens: number;
  readonly context: readonly [number, number];
  readonly filler: boolean;
}

/** Contexts grow; every later stage keeps the short ones (one length alone unlearns the others). */
const STAGES: readonly Stage[] = [
  { name: "short", tokens: 5e6, context: [48, 160], filler: false },
  { name: "filler", tokens: 4e6, context: [64, 320], filler: true },
  { name: "middle", tokens: 6e6, context: [96, 600], filler: true },
  { name: "long", tokens: 10e6, context: [128, 1150], filler: true },
  { name: "full", tokens: 16e6, context: [160, 2100], filler: true },
];

const flags = process.argv.slice(2);
const newTokenizer = flags.includes("--new-tokenizer");
const only = flags.find((flag) => flag.startsWith("--only="))?.slice("--only=".length);
const [share = 1, folder] = flags
  .filter((flag) => !flag.startsWith("--"))
  .map((flag, i) => (i === 0 ? Number(flag) : flag)) as [number?, string?];
const rng = createRng(SEED);
const train = trainHaystacks[0] as Haystack;
const needles = inventedNeedles("train");
const out = folder ?? join(packageRoot(), "models/train/data");
const reference = join(packageRoot(), "models/reference");

const words = commonWords(train);
if (newTokenizer) writeTokenizerFiles(reference, trainBpe(corpus(), SPECIALS, VOCABULARY));
const bpe = readTokenizerFile(reference);
const encode = createEncoder(bpe);
const counts = new Map<string, number>();
const count = (text: string): number => {
  const known = counts.get(text) ?? encode(text).length;
  if (counts.size < 300_000) counts.set(text, known);
  return known;
};
const sources: Sources = { haystack: train, needles, words, count };
mkdirSync(out, { recursive: true });

for (const length of only === undefined ? [256, 512, 1024, 2048] : []) {
  const documents = evaluationSet(
    length,
    { haystack: haystacks[0] as Haystack, needles: runNeedles },
    encode,
  );
  report(`eval-${length}`, documents);
}
for (const stage of STAGES)
  if (only === undefined || only === stage.name) report(stage.name, [...stageDocuments(stage)]);

function report(name: string, documents: readonly Encoded[]): void {
  const total = writeShard(join(out, name), documents);
  console.log(`${name}: ${documents.length} documents, ${total} tokens`);
}

function* stageDocuments(stage: Stage): Iterable<Encoded> {
  const root = rng.fork(stage.name);
  let total = 0;
  for (let i = 0; total < stage.tokens * share; i++) {
    const document = stageDocument(stage, root.fork(i));
    total += document.ids.length;
    yield document;
  }
}

function stageDocument(stage: Stage, own: Rng): Encoded {
  const [low, high] = stage.context;
  // Log-uniform lengths: as many tokens are spent on the long contexts as documents on the short ones.
  const tokens = Math.round(low * (high / low) ** own.float());
  const roll = own.float();
  if (stage.filler && roll < 0.06) return languageDocument(train, own, tokens, encode);
  const kind: DocumentRequest["kind"] =
    roll < 0.56 ? "sentences" : roll < 0.7 ? "magic-keys" : roll < 0.84 ? "records" : "documents";
  const perFact = kind === "records" ? 17 : kind === "documents" ? 42 : 20;
  const most = kind === "records" ? Math.floor(tokens / perFact) : Math.min(36, Math.floor(tokens / perFact));
  const facts = kind === "records" ? Math.max(2, most) : Math.max(2, 1 + own.int(Math.max(1, most)));
  const turns = makeConversation(
    {
      rng: own,
      tokens,
      facts,
      questions: Math.min(facts, 4 + Math.floor(tokens / 110)),
      filler: stage.filler,
      kind,
    },
    sources,
  );
  return encodeConversation(turns, encode);
}

/** A few megabytes of everything the model will read. */
function* corpus(): Iterable<string> {
  // The genres of the mix alone: the others are to be new to the model.
  const mixed = MIXED_GENRES.map((name) => `${name}:train`);
  for (const haystack of trainHaystacks.filter(({ name }) => mixed.includes(name))) {
    let size = 0;
    for (const segment of haystack.segments(SEED)) {
      yield segment.lead + segment.text;
      size += segment.text.length;
      if (size > 400_000) break;
    }
  }
  const own = rng.fork("corpus");
  const none: Sources = { haystack: train, needles, words, count: () => 16 };
  for (let i = 0; i < 3000; i++) {
    const kind = (["sentences", "magic-keys", "records", "documents"] as const)[
      i % 4
    ] as DocumentRequest["kind"];
    const turns = makeConversation(
      { rng: own.fork(i), tokens: 300, facts: 10, questions: 3, filler: false, kind },
      none,
    );
    for (const turn of turns) yield `${turn.user}\n${turn.opening}${turn.value}${turn.closing}`;
  }
}

/** Words of the genres, to build unheard-of names and values; never a value word of the run's side. */
function commonWords(haystack: Haystack): string[] {
  const seen = new Set<string>();
  const run = loadInventedWorld("run");
  const reserved = new Set([...run.adjectives, ...run.nouns]);
  let read = 0;
  for (const segment of haystack.segments(1)) {
    for (const word of segment.text.match(/\p{L}{3,9}/gu) ?? []) {
      const lower = word.toLowerCase();
      if (!reserved.has(lower)) seen.add(lower);
    }
    if (++read > 20_000) break;
  }
  return [...seen].sort();
}

writeFileSync(
  join(out, "README.md"),
  "weights.u8: 0 = context, 1 = value of an answer, 2 = the rest of an answer (opening, closing, end).\n",
);
