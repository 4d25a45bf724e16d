import { AutoModelForCausalLM, Tensor } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import type { Block, Blocks } from "./key-values.ts";
import type { ModelFolder } from "./model-folder.ts";

/** A causal language model as a function of tokens and of what its cache holds. */
export interface Graph {
  /** Ids that end an answer. */
  readonly stops: readonly number[];
  /** Names of what it can give. */
  readonly outputs: readonly string[];
  /** Logits behind the last of `ids`, and the keys and values of the tokens of `ids` at least. */
  extend(ids: readonly number[], past: Blocks, at?: Places): Promise<Step>;
  /** The same without keys and values, which are dear to fetch. */
  peek(ids: readonly number[], past: Blocks, at?: Places): Promise<Float32Array>;
  /** For those who look inside: logits behind each of `ids`, [ids, vocabulary], keys and values, and `extra` outputs. */
  look(ids: readonly number[], past: Blocks, extra: readonly string[], at?: Places): Promise<Look>;
  close(): Promise<void>;
}

/**
 * Positions other than 0, 1, 2 ... of what the cache holds and of the new tokens behind it: of all of these where keys
 * are cached before rotation, else of the new ones.
 */
export type Places = readonly number[] | undefined;

interface Look extends Step {
  /** By name; numbers in row-major order. */
  readonly extra: Readonly<Record<string, Floats>>;
}

export interface Floats {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

interface Step {
  readonly logits: Float32Array;
  /** By the name of the graph's cache input; the newest tokens are the last rows. */
  readonly keyValues: Blocks;
}

/** Loads the weights through transformers.js. Throws `model-unavailable`. */
export async function loadGraph(folder: ModelFolder, intraOpNumThreads: number): Promise<Graph> {
  const model = await AutoModelForCausalLM.from_pretrained(folder.source, {
    dtype: folder.dtype,
    device: "cpu",
    local_files_only: folder.local,
    session_options: { intraOpNumThreads, interOpNumThreads: 1, executionMode: "sequential" },
  }).catch((cause: unknown) => {
    throw new MidspanError(
      "model-unavailable",
      `the model cannot be loaded; an ONNX graph that this runtime takes: ${folder.source}`,
      {
        cause,
        cure: "the folder must hold config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx",
      },
    );
  });

  // `forward` always fetches every output. Fetching the whole cache after every token costs more than computing it,
  // so the session is wrapped by one that fetches what the next step needs.
  const session = model.sessions.model as Session;
  const outputs = session.outputNames;
  const fresh = outputs.filter((name) => name.startsWith("new."));
  const present = outputs.filter((name) => name.startsWith("present"));
  const caches = ["logits", ...(fresh.length > 0 ? fresh : present)];
  const inputOf = (output: string): string => output.replace(/^(?:new|present)\b/, "past_key_values");
  if (present.length === 0 || present.some((name) => !session.inputNames.includes(inputOf(name))))
    throw new MidspanError(
      "model-unavailable",
      `the model has no key-value cache; needed: ${folder.source}`,
      {
        cure: "export it with its cache (text-generation-with-past)",
      },
    );
  let fetches: readonly string[] = caches;
  model.sessions.model = Object.create(session, {
    run: { value: (feeds: unknown) => session.run(feeds, fetches) },
  });

  const run = async (
    ids: readonly number[],
    past: Blocks,
    wanted: readonly string[],
    at: Places,
    rows = 1n,
  ): Promise<Outputs> => {
    const entries = Object.entries(past);
    const before = entries[0]?.[1].dims[2] ?? 0;
    fetches = wanted;
    const inputs: Record<string, unknown> = {
      input_ids: int64(ids),
      attention_mask: new Tensor("int64", ones(before + ids.length), [1, before + ids.length]),
    };
    if (entries.length > 0)
      inputs.past_key_values = Object.fromEntries(
        entries.map(([name, block]) => [name, new Tensor(block.type, block.data, [...block.dims])]),
      );
    if (at !== undefined) inputs.position_ids = int64(at);
    if (session.inputNames.includes("num_logits_to_keep"))
      inputs.num_logits_to_keep = new Tensor("int64", [rows], []);
    return (await model.forward(inputs)) as Outputs;
  };

  const keyValuesOf = (found: Outputs): Blocks =>
    Object.fromEntries(caches.slice(1).map((name) => [inputOf(name), found[name] as unknown as Block]));
  const ends: unknown = model.generation_config?.eos_token_id ?? eosOf(model.config);
  return {
    stops: [ends].flat().filter((id) => typeof id === "number"),
    outputs,
    async extend(ids, past, at) {
      const found = await run(ids, past, caches, at);
      return { logits: lastRow(found.logits!), keyValues: keyValuesOf(found) };
    },
    async peek(ids, past, at) {
      return lastRow((await run(ids, past, ["logits"], at)).logits!);
    },
    async look(ids, past, extra, at) {
      const found = await run(ids, past, [...caches, ...extra], at, 0n);
      return {
        logits: floats(found.logits!).data,
        keyValues: keyValuesOf(found),
        extra: Object.fromEntries(extra.map((name) => [name, floats(found[name]!)])),
      };
    },
    async close() {
      await session.release();
    },
  };
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: unknown, fetches: readonly string[]): Promise<unknown>;
  release(): Promise<void>;
}

function eosOf(config: object): unknown {
  return "eos_token_id" in config ? config.eos_token_id : undefined;
}

type Outputs = Readonly<Record<string, Tensor>>;

function int64(values: readonly number[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
}

let allOnes = new BigInt64Array(0);

function ones(length: number): BigInt64Array {
  if (allOnes.length < length) allOnes = new BigInt64Array(2 * length).fill(1n);
  return allOnes.subarray(0, length);
}

function lastRow(logits: Tensor): Float32Array {
  const { data, dims } = floats(logits);
  return data.subarray(-dims.at(-1)!);
}

/** A block's numbers as float32; half precision comes as bits. */
export function wide({ type, data, dims }: Block): Float32Array {
  return floats(new Tensor(type, data, [...dims])).data;
}

function floats(tensor: Tensor): Floats {
  const { data, dims } = tensor.type === "float32" ? tensor : tensor.to("float32");
  return { data: data as Float32Array, dims };
}
