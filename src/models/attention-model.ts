import { MidspanError } from "../errors.ts";
import { openAttentionFolder } from "./attention-folder.ts";
import { type Floats, loadGraph, wide } from "./graph.ts";
import { type Block, type Blocks, createKeyValues, type Scratch } from "./key-values.ts";
import type { ModelFolder } from "./model-folder.ts";
import { loadPromptTokenizer, type PromptTokenizer } from "./prompt.ts";

/** Attention of some queries to all keys before them, in one layer. */
export interface AttentionPiece {
  readonly layer: number;
  readonly heads: number;
  /** Position of the first query. */
  readonly first: number;
  readonly queries: number;
  /** Tokens that are there; each query sees those up to its own position. */
  readonly keys: number;
  /** Numbers a row of `weights` has: `keys`, and one more where attention can go to nothing (a learned sink). */
  readonly columns: number;
  /** [heads, queries, columns]. */
  readonly weights: Float32Array;
}

/** Lengths of the vectors of each token in one layer, by key-value head: [heads, tokens]. */
export interface Norms {
  readonly heads: number;
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

interface Looked {
  /** One a layer whose keys and values the graph gives away. */
  readonly norms: readonly Norms[];
  /** Natural logarithm of the probability of each token but the first, given those before it. */
  readonly logProbabilities: Float64Array;
}

/** A model whose attention can be looked at, in this process. */
export interface AttentionModel {
  readonly folder: ModelFolder;
  readonly prompts: PromptTokenizer;
  readonly layers: number;
  /**
   * Runs `ids` through and shows every layer's attention piece by piece; no more of it is in memory at once than
   * `budget` bytes. Throws `context-window`, `usage` where the budget does not hold one query.
   */
  look(ids: readonly number[], seen: (piece: AttentionPiece) => void): Promise<Looked>;
  close(): Promise<void>;
}

const DEFAULT_BUDGET = 512 * 2 ** 20;
const LONGEST_PIECE = 256;
const BYTES = 4;

/** Loads a model with its attention as outputs. Throws `model-unavailable`. */
export async function openAttentionModel(
  folder: ModelFolder,
  threads: number,
  budget = DEFAULT_BUDGET,
): Promise<AttentionModel> {
  const prompts = await loadPromptTokenizer(folder);
  // What the hub has must have been fetched once before its bytes can be changed.
  if (!folder.local) await (await loadGraph(folder, threads)).close();
  const { folder: changed, outputs, remove } = openAttentionFolder(folder);
  const graph = await loadGraph(changed, threads).finally(remove);
  // Numbers a query takes beside one for each key; known from the first piece, which is small.
  let [rows, vocabulary] = [0, 0];
  return {
    folder,
    prompts,
    layers: outputs.length,
    async look(ids, seen) {
      if (folder.contextWindow !== undefined && ids.length > folder.contextWindow)
        throw new MidspanError(
          "context-window",
          `the prompt is too long to be looked at; at most ${folder.contextWindow} tokens: ${ids.length}`,
          { cure: "shorten it; midspan sinks map takes its first tokens with --tokens" },
        );
      const keyValues = createKeyValues();
      const scratch: Scratch = new Map();
      const logProbabilities = new Float64Array(Math.max(0, ids.length - 1));
      for (let at = 0; at < ids.length; ) {
        const size = rows === 0 ? 1 : pieceOf(rows * (ids.length + 1) + vocabulary, budget);
        const piece = ids.slice(at, at + size);
        const past = at === 0 ? {} : keyValues.select([[0, at]], scratch);
        const { logits, keyValues: fresh, extra } = await graph.look(piece, past, outputs);
        const found = outputs.map((name) => attentionOf(extra[name]!, piece.length, at + piece.length));
        for (const [layer, one] of found.entries()) seen({ layer, first: at, ...one });
        rows = found.reduce((sum, { heads }) => sum + heads, 0);
        vocabulary = logits.length / piece.length;
        noteLikelihoods(logits, piece, ids, at, logProbabilities);
        keyValues.append(fresh, piece.length);
        at += piece.length;
      }
      return { norms: normsOf(keyValues.select([[0, ids.length]], scratch)), logProbabilities };
    },
    close: () => graph.close(),
  };
}

function pieceOf(numbers: number, budget: number): number {
  const most = Math.floor(budget / (numbers * BYTES));
  if (most >= 1) return Math.min(LONGEST_PIECE, most);
  const [needed, given] = [numbers * BYTES, budget].map((bytes) => Math.ceil(bytes / 2 ** 20));
  throw new MidspanError("usage", `--memory; one token's attention takes ${needed} MB: ${given} MB`);
}

function attentionOf(
  { data, dims }: Floats,
  queries: number,
  keys: number,
): Omit<AttentionPiece, "layer" | "first"> {
  const [batch, heads = 0, rows, columns = 0] = dims;
  if (dims.length !== 4 || batch !== 1 || rows !== queries || columns < keys || columns > keys + 1)
    throw new MidspanError(
      "model-unavailable",
      `an output of the graph is no attention; [1, heads, ${queries}, ${keys}]: [${dims.join(", ")}]`,
      { cure: "export the model with eager attention" },
    );
  return { heads, queries, keys, columns, weights: data };
}

/** Of the tokens behind each of `piece`, from the logits behind it. */
function noteLikelihoods(
  logits: Float32Array,
  piece: readonly number[],
  ids: readonly number[],
  at: number,
  into: Float64Array,
): void {
  const rows = piece.length;
  const vocabulary = logits.length / rows;
  for (let row = 0; row < rows; row++) {
    const next = ids[at + row + 1];
    if (next === undefined) return;
    into[at + row] = logProbability(logits.subarray(row * vocabulary, (row + 1) * vocabulary), next);
  }
}

/** log softmax(logits)[index]. */
export function logProbability(logits: Float32Array, index: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > most) most = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return (logits[index] as number) - most - Math.log(sum);
}

/** Of the blocks whose names say that they are keys or values; rotation leaves a length as it is. */
function normsOf(blocks: Blocks): readonly Norms[] {
  const names = Object.keys(blocks).filter((name) => name.endsWith(".key"));
  return names.flatMap((name) => {
    const [keys, values] = [blocks[name], blocks[name.replace(/key$/, "value")]];
    if (keys === undefined || values === undefined) return [];
    return [{ heads: keys.dims[1], keys: lengths(keys), values: lengths(values) }];
  });
}

function lengths(block: Block): Float32Array {
  const data = wide(block);
  const width = block.dims[3];
  const out = new Float32Array(data.length / width);
  for (let row = 0; row < out.length; row++) {
    let squares = 0;
    for (let i = 0; i < width; i++) squares += (data[row * width + i] as number) ** 2;
    out[row] = Math.sqrt(squares);
  }
  return out;
}
