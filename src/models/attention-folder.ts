import {
  constants,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import { withAttentionOutputs } from "./attention-outputs.ts";
import type { ModelFolder } from "./model-folder.ts";
import { weightsName } from "./model-folder.ts";

/** A folder whose graph gives its attention weights away: links to a model's files, beside the changed graph. */
export interface AttentionFolder {
  readonly folder: ModelFolder;
  /** Outputs with the weights, in the order of the layers. */
  readonly outputs: readonly string[];
  remove(): void;
}

/**
 * The user's files stay as they are. A hub id's files must have been loaded once, so that transformers.js has them on
 * disk. Throws `model-unavailable`, `input-file`.
 */
export function openAttentionFolder(model: ModelFolder): AttentionFolder {
  const source = model.local ? model.source : join(env.cacheDir ?? "", model.source);
  const file = `${weightsName(model.dtype)}.onnx`;
  const path = join(source, "onnx", file);
  if (!existsSync(path))
    throw new MidspanError("model-unavailable", `the graph's bytes are needed; a file: ${path}`, {
      cure: "download the model's folder and name that: transformers:./path",
    });
  const { bytes, outputs } = withAttentionOutputs(readFileSync(path));
  const folder = mkdtempSync(join(tmpdir(), "midspan-attention-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of readdirSync(source))
      if (name !== "onnx") symlinkSync(join(source, name), join(folder, name));
    mkdirSync(join(folder, "onnx"));
    for (const name of readdirSync(join(source, "onnx")))
      if (name !== file) borrow(join(source, "onnx", name), join(folder, "onnx", name));
    writeFileSync(join(folder, "onnx", file), bytes);
  } catch (cause) {
    remove();
    throw new MidspanError(
      "store-write",
      `a copy of the graph cannot be written; a folder that takes it: ${folder}`,
      {
        cause,
        cure: "set TMPDIR to a folder with room for the model",
      },
    );
  }
  return { folder: { ...model, source: folder, local: true }, outputs, remove };
}

/** The runtime may refuse weights beside the graph that a symbolic link leads to from elsewhere. */
function borrow(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
  }
}
