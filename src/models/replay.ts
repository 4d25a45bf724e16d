import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ErrorCode, MidspanError } from "../errors.ts";
import type { Manifest, Trial } from "../record.ts";
import { createWordTokenizer, type Tokenizer } from "../tokens.ts";
import type { Cell, Factor, Generation } from "../types.ts";
import type { Adapter } from "./adapter.ts";
import { embeddedFolder, embeddedNames } from "./embedded.ts";
import { splitFragment } from "./name-fragment.ts";

/**
 * Answers that an earlier run recorded, looked up by what was asked (task and cell), not by the prompt:
 * scoring and analysis can be repeated without the model. `replay:FOLDER#MODEL` where the folder holds several.
 */
export const replay: Adapter = {
  name: "replay",
  summary: "the answers recorded in a run folder; folder#model where it holds several models",
  examples: [],
  async open(name, options) {
    if (options.cache !== undefined)
      throw new MidspanError("usage", `a replay has no cache; --cache is for local models: ${options.cache}`);
    const [folder, model] = splitFragment(name);
    const { trials, id } = choose(readTrials(folder), folder, model);
    const byCell = new Map(trials.map((trial) => [keyOf(trial.task, trial.cell), trial]));
    const { tokenizer, recorded } = await tokenizerOf(folder, id);
    return {
      id: `replay:${name}`,
      adapterVersion: 1,
      simulated: trials.some((trial) => trial.simulated === true),
      tokenizer,
      prefill: true,
      concurrency: 8,
      details: { model: id, trials: byCell.size, tokenizer: recorded },
      async generate({ cell }, { signal }) {
        signal?.throwIfAborted();
        const trial = byCell.get(keyOf(cell.task, cell));
        if (trial === undefined)
          throw new MidspanError(
            "model-unavailable",
            `no recorded answer; the run must hold this cell: ${cell.task}, length ${cell.contextLength}, depth ${cell.depth}, seed ${cell.seed}`,
            { cure: "replay with the lengths, depths, seed and factors of the recorded run" },
          );
        return recall(trial);
      },
      close: async () => undefined,
    };
  },
};

/** The recorded answer with the facts of its making; a trial that failed fails again with its own words. */
function recall(trial: Trial): Generation {
  if (trial.output === undefined)
    throw new MidspanError(
      (trial.error?.code ?? "model-unavailable") as ErrorCode,
      trial.error?.message ?? `the recorded trial has no answer; its status: ${trial.status}`,
    );
  const { generation } = trial;
  const reason =
    trial.status === "truncated" ? "length" : trial.status === "refused" ? "refusal" : ("stop" as const);
  return { finish: { reason }, ...generation, text: trial.output, warnings: trial.warnings };
}

/** Every readable line, the last of an id wins; a damaged line is what resuming reports, not a replay. */
function readTrials(folder: string): readonly Trial[] {
  const path = join(folder, "trials.jsonl");
  if (!existsSync(path))
    throw new MidspanError("model-unavailable", `no recorded run; a folder with trials.jsonl: ${folder}`);
  const byId = new Map<string, Trial>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const trial = parseLine(line);
    if (trial !== undefined) byId.set(trial.id, trial);
  }
  return [...byId.values()];
}

function parseLine(line: string): Trial | undefined {
  if (line.trim() === "") return undefined;
  try {
    const value = JSON.parse(line) as Partial<Trial>;
    return value.schema === 1 && value.id !== undefined && value.cell !== undefined
      ? (value as Trial)
      : undefined;
  } catch {
    return undefined;
  }
}

function choose(trials: readonly Trial[], folder: string, asked: string | undefined) {
  const models = [...new Set(trials.map((trial) => trial.model))];
  const id = asked ?? models[0];
  if (id === undefined)
    throw new MidspanError(
      "model-unavailable",
      `the recorded run is empty; trials in trials.jsonl: ${folder}`,
    );
  if (asked === undefined && models.length > 1)
    throw new MidspanError(
      "usage",
      `the run holds several models; name one of ${models.join(", ")}: ${folder}`,
      {
        cure: `replay:${folder}#${id}`,
      },
    );
  if (!models.includes(id))
    throw new MidspanError("unknown-name", `the run has no such model; one of ${models.join(", ")}: ${id}`);
  return { id, trials: trials.filter((trial) => trial.model === id) };
}

/** Equal cells have equal keys, whatever the order of their factors. */
function keyOf(task: string, { contextLength, depth, seed, factors }: Cell): string {
  const sorted: (readonly [string, Factor])[] = Object.entries(factors).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([task, contextLength, depth, seed, sorted]);
}

/** The recorded tokenizer where it comes with midspan, so that lengths mean the same; else words, marked as an estimate. */
async function tokenizerOf(
  folder: string,
  model: string,
): Promise<{ readonly tokenizer: Tokenizer; readonly recorded: string }> {
  const path = join(folder, "manifest.json");
  const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Partial<Manifest>) : {};
  const recorded = manifest.models?.find(({ id }) => id === model)?.tokenizer ?? "not known";
  const words = createWordTokenizer();
  if (recorded === words.id) return { tokenizer: words, recorded };
  const name = /^embedded:([^+]+)/.exec(model)?.[1];
  if (name !== undefined && embeddedNames().includes(name)) {
    const own = embeddedFolder(name);
    if (own.tokenizerId === recorded) {
      const { loadPromptTokenizer } = await import("./prompt.ts");
      return { tokenizer: (await loadPromptTokenizer(own)).tokenizer, recorded };
    }
  }
  return { tokenizer: { ...words, exact: false }, recorded };
}
