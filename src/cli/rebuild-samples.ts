import type { Manifest, Trial } from "../record.ts";
import { promptSha256 } from "../run/identity.ts";
import type { Model, Sample } from "../types.ts";
import { countBy } from "./count-by.ts";
import { closeModels, openHaystack, openNeedles } from "./open-sweep.ts";
import { taskNamed } from "./task-named.ts";

/** A prompt made again from its recipe. */
export interface Rebuilt {
  readonly sample: Sample;
  readonly sha256: string;
  /** Whether it is, byte for byte, what was sent. */
  readonly proven: boolean;
}

export interface Rebuilder {
  /** Throws what building throws, and `unknown-name` where this version has no such task or model. */
  rebuild(trial: Trial): Promise<Rebuilt>;
  /** Closes the models that it opened itself. */
  close(): Promise<void>;
}

/** Makes prompts of a run again: they are not stored, only their recipe and their hash are. */
export async function createRebuilder(manifest: Manifest, open: readonly Model[] = []): Promise<Rebuilder> {
  const { plan } = manifest;
  const { freshable } = await import("../tasks/fresh-prefix.ts");
  const { openModel } = await import("../models/index.ts");
  const haystack = await openHaystack(plan.haystack);
  const needles = await openNeedles(plan.needles);
  const models = new Map(open.map((model) => [model.id, model]));
  const opened: Model[] = [];
  const counted = await countBy(plan.tokenizer);
  const modelOf = async (id: string): Promise<Model> => {
    const known = models.get(id);
    if (known !== undefined) return known;
    const recorded = manifest.models.find((one) => one.id === id)?.tokenizer;
    const server = manifest.servers?.[id];
    // A prompt is made again without asking the model; only a tokenizer that lives in a server is asked.
    const options = { offline: true, ...(server === undefined ? {} : { baseUrl: server }) } as const;
    const model = await counted(await openModel(id, options), recorded);
    opened.push(model);
    models.set(id, model);
    return model;
  };
  return {
    rebuild: async (trial) => {
      const task = freshable(await taskNamed(trial.task));
      const { tokenizer, prefill, front } = await modelOf(trial.model);
      const sample = task.build(trial.cell, {
        ...{ haystack, needles, tokenizer, prefill },
        ...(front === undefined ? {} : { front }),
      });
      const sha256 = promptSha256(sample);
      return { sample, sha256, proven: sha256 === trial.promptSha256 };
    },
    close: () => closeModels(opened),
  };
}
