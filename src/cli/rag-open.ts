import { join } from "node:path";
import { assertThat } from "../errors.ts";
import { type AlikeOrder, alikeOrders } from "../rag/alike-orders.ts";
import type { ChunkSet } from "../rag/chunk-set.ts";
import { ORDER_PREFIX } from "../rag/order-task.ts";
import { type ChunkOrder, orders } from "../rag/orders.ts";
import { goldPair } from "../rag/pair-task.ts";
import { chunkLines } from "../rag/sets/chunk-lines.ts";
import { syntheticSet } from "../rag/sets/synthetic.ts";
import { usualCount } from "../rag/usual-count.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { printMessage } from "./console.ts";
import { wholeNumber } from "./numbers.ts";
import { openOrder } from "./open-order.ts";
import { armsNamed, checkSummariser } from "./rag-arms.ts";
import { DEFAULT_MODEL, modelFlags, type RagFlags } from "./rag-flags.ts";
import { type RagPart, ragParts } from "./rag-parts.ts";
import type { PartSetting } from "./rag-run.ts";
import { readRagSet } from "./rag-set.ts";

const DEFAULT_CHUNKS = 10;
/** Questions of the invented set in which two chunks must be read together: a grid of places is asked of each. */
const PAIR_QUESTIONS = 50;

/** Questions of the invented set whose gold is put at every place: a curve needs fewer than a choice of orders. */
const PLACED_QUESTIONS = 100;

/** Everything that is settled before a model is asked. */
export interface OpenedRag {
  readonly setting: PartSetting;
  readonly counts: readonly number[];
  readonly parts: readonly { readonly part: RagPart; readonly own: PartSetting }[];
  readonly arms: ReturnType<typeof armsNamed>;
  /** Orders that are not asked, because another one makes the same prompts. */
  readonly alike: readonly AlikeOrder[];
}

/** Reads the set and checks what is asked for. Throws `usage`, `unknown-name`, `input-file`. */
export async function openRag(named: string | undefined, flags: RagFlags): Promise<OpenedRag> {
  const arms = armsNamed(flags.arms);
  checkSummariser(flags);
  const { set, source } = await readRagSet(named, flags, flags.model?.[0] ?? DEFAULT_MODEL, flags.output);
  const wanted = await wantedOrders(flags.orders, set);
  const counts = chunkCounts(flags.chunks, set);
  const alike = alikeOrders(wanted, set.questions, counts);
  const orders = wanted
    .filter(({ name }) => !alike.some(({ order }) => order === name))
    .map(({ name }) => `${ORDER_PREFIX}${name}`);
  const questions = Math.min(
    set.questions.length,
    flags.questions === undefined ? set.questions.length : wholeNumber("--questions", flags.questions),
  );
  const setting: PartSetting = { set, source, questions, flags, models: modelFlags(flags) };
  const { withoutGold = false, pairs = false } = flags;
  const paired = pairs ? await pairSetting(setting) : setting;
  const invented = source === undefined && flags.questions === undefined;
  const placed = invented ? Math.min(questions, PLACED_QUESTIONS) : questions;
  const planned = ragParts({ counts, orders, withoutGold, pairs });
  const parts = planned.map((part) => ({
    part,
    own: {
      ...(part.kind === "pairs" ? paired : setting),
      ...(part.kind === "placement" ? { questions: placed } : {}),
      // The placement curve and the orders are measured at one length.
      beside:
        part.kind === "placement" || part.kind === "orders"
          ? planned.filter(({ kind, k }) => k === part.k && (kind === "placement" || kind === "orders"))
          : [part],
    },
  }));
  return { setting, counts, parts, arms, alike };
}

/** Of a user's set the questions with two gold chunks are asked; of the invented one, a set that has them. */
async function pairSetting(setting: PartSetting): Promise<PartSetting> {
  const { set, source, flags } = setting;
  if (source !== undefined) {
    const some = set.questions.some((question) => goldPair(question) !== undefined);
    assertThat(
      some,
      "usage",
      () =>
        `--pairs; a question with two gold chunks, of which not both state the answer: none of ${set.name}`,
      'Mark both chunks "gold": true.',
    );
    return setting;
  }
  const wanted = flags.questions === undefined ? PAIR_QUESTIONS : setting.questions;
  const own = syntheticSet({ hops: 2, questions: wanted });
  const file = join(flags.output, "pairs.jsonl");
  await writeAtomically(file, chunkLines(own.questions));
  const { readChunkSet } = await import("../rag/sets/index.ts");
  return { ...setting, set: await readChunkSet(file), source: file, questions: wanted };
}

/** `rank` first: the others are compared with it. */
async function wantedOrders(names: readonly string[], set: ChunkSet): Promise<readonly ChunkOrder[]> {
  const wanted = names.flatMap((name) => (name === "all" ? orders.map((order) => order.name) : [name]));
  const all = await Promise.all([...new Set(["rank", ...wanted])].map(openOrder));
  const unranked = set.questions.filter(({ ranked }) => !ranked).length;
  const ranking = all.filter(({ needsRanks }) => needsRanks).map(({ name }) => name);
  if (unranked > 0 && ranking.length > 0)
    printMessage(
      `midspan: ${ranking.join(", ")}: ${ranking.length === 1 ? "needs" : "need"} ranks; ${unranked === 1 ? "1 question has none and is" : `${unranked} questions have none and are`} skipped there`,
    );
  return all;
}

function chunkCounts(text: string | undefined, set: ChunkSet): readonly number[] {
  if (text === undefined) {
    const usual = usualCount(set.questions, DEFAULT_CHUNKS);
    assertThat(
      usual >= 2,
      "usage",
      () => `chunks; two or more for half of the questions, to be put in an order: ${usual} in ${set.name}`,
      "Retrieve more. BM25 finds texts that share a word with the question: --embed ranks all, more documents give more.",
    );
    return [usual];
  }
  const counts = text.split(",").map((part) => wholeNumber("--chunks", part));
  const most = Math.max(...set.questions.map(({ chunks }) => chunks.length));
  const beyond = counts.find((k) => k < 1 || k > most);
  assertThat(
    beyond === undefined,
    "usage",
    () => `--chunks; from 1 to the ${most} that a question has: ${beyond}`,
  );
  return [...new Set(counts)].sort((a, b) => a - b);
}
