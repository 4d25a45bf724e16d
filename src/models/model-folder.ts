import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Rotation } from "./rotation.ts";
import { rotationOf } from "./rotation-of.ts";

export type Dtype = "fp32" | "fp16" | "q8" | "q4" | "q4f16" | "int8" | "uint8" | "bnb4";

/** What a causal language model says about itself in its files. */
export interface ModelFolder {
  /** A folder's absolute path, or a hub id. */
  readonly source: string;
  readonly local: boolean;
  readonly dtype: Dtype;
  /** `max_position_embeddings`; undefined where config.json does not say. */
  readonly contextWindow: number | undefined;
  /** Longest prompt seen in training (`midspan_trained_length`). */
  readonly trainedLength: number | undefined;
  /** Keys are cached before rotation (`midspan_cache`: "unrotated"), so a cache may be cut anywhere. */
  readonly unrotated: boolean;
  /** How its keys are rotated, where they are cached behind that and config.json says how; a cut cache is turned then. */
  readonly rotation?: Rotation;
  /** Names the tokenizer in a record: equal for equal files. */
  readonly tokenizerId: string;
  /** SHA-256 of the weights' file and of the data files beside it; undefined for a hub id. */
  readonly sha256: string | undefined;
}

// transformers.js' file names, the most exact first.
const SUFFIXES: readonly (readonly [Dtype, string])[] = [
  ["fp32", ""],
  ["fp16", "_fp16"],
  ["q8", "_quantized"],
  ["int8", "_int8"],
  ["uint8", "_uint8"],
  ["q4", "_q4"],
  ["q4f16", "_q4f16"],
  ["bnb4", "_bnb4"],
];

/** The name of a number format, as transformers.js spells it; undefined = none of that name. */
export function dtypeOf(name: string): Dtype | undefined {
  return SUFFIXES.find(([dtype]) => dtype === name)?.[0];
}

/** Name of the weights' file of a number format, without its ending. */
export function weightsName(dtype: Dtype): string {
  return `model${SUFFIXES.find(([name]) => name === dtype)?.[1] ?? ""}`;
}

export const dtypes: readonly Dtype[] = SUFFIXES.map(([dtype]) => dtype);

/**
 * Reads a model's folder; of several weights in it those of `dtype`, else the most exact. Where it has a `checksums.json` ({file: SHA-256 in hex}), every file in it is held
 * against that. Throws `model-unavailable`.
 */
export function readModelFolder(folder: string, dtype?: Dtype): ModelFolder {
  const source = isAbsolute(folder) ? folder : resolve(folder);
  if (!existsSync(source) || !statSync(source).isDirectory())
    throw new MidspanError("model-unavailable", `no such model folder; a folder with config.json: ${source}`);
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    if (!existsSync(join(source, file)))
      throw new MidspanError("model-unavailable", `a model's file is missing; ${file} must be in: ${source}`);
  const found = SUFFIXES.filter(([, suffix]) => existsSync(join(source, `onnx/model${suffix}.onnx`)));
  const weights = dtype === undefined ? found[0] : found.find(([name]) => name === dtype);
  if (weights === undefined) {
    const wanted = SUFFIXES.find(([name]) => name === dtype)?.[1] ?? "";
    throw new MidspanError(
      "model-unavailable",
      `no weights; onnx/model${wanted}.onnx must be in: ${source}`,
      {
        cure:
          found.length === 0
            ? "export the model to ONNX with its key-value cache"
            : `the folder has ${found.map(([name]) => name).join(", ")}; name one behind a #`,
      },
    );
  }
  verify(source);
  return {
    source,
    local: true,
    dtype: weights[0],
    ...readConfig(readObject(join(source, "config.json"))),
    tokenizerId: `${basename(source)}@${sha256(join(source, "tokenizer.json")).slice(0, 8)}`,
    sha256: weightsSha256(source, `model${weights[1]}.onnx`),
  };
}

/** What a config.json says of lengths and of the cache. */
export function readConfig(
  config: Readonly<Record<string, unknown>>,
): Pick<ModelFolder, "contextWindow" | "trainedLength" | "unrotated" | "rotation"> {
  const unrotated = config.midspan_cache === "unrotated";
  const rotation = unrotated ? undefined : rotationOf(config);
  return {
    contextWindow: asNumber(config.max_position_embeddings),
    trainedLength: asNumber(config.midspan_trained_length),
    unrotated,
    ...(rotation === undefined ? {} : { rotation }),
  };
}

function verify(source: string): void {
  const path = join(source, "checksums.json");
  if (!existsSync(path)) return;
  for (const [file, expected] of Object.entries(readObject(path))) {
    const full = join(source, file);
    if (isAbsolute(relative(source, full)) || relative(source, full).startsWith(".."))
      throw new MidspanError(
        "model-unavailable",
        `a checksum of a file elsewhere; within ${source}: ${file}`,
      );
    const found = existsSync(full) ? sha256(full) : "no such file";
    if (found !== expected)
      throw new MidspanError(
        "model-unavailable",
        `a model's file is damaged; SHA-256 ${expected}: ${file} ${found}`,
        {
          cure: "get the file again, or write checksums.json anew after an intended change",
        },
      );
  }
}

/** Of the graph alone where it holds its weights; else of the digests of the graph and its data files, in order of name. */
function weightsSha256(source: string, graph: string): string {
  const folder = join(source, "onnx");
  const data = readdirSync(folder).filter((name) => name.startsWith(`${graph}_data`));
  const digests = [graph, ...data.sort()].map((name) => sha256(join(folder, name)));
  return digests.length === 1
    ? (digests[0] as string)
    : createHash("sha256").update(digests.join("\n")).digest("hex");
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function readObject(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new MidspanError("model-unavailable", `a model's file cannot be used; a file of JSON: ${path}`, {
      cause,
    });
  }
  throw new MidspanError("model-unavailable", `a model's file cannot be used; one JSON object: ${path}`);
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
