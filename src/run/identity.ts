import { hash } from "node:crypto";
import type { Manifest } from "../record.ts";
import type { Cell, Model, Sample } from "../types.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type Sweep, type SweepTask, versioned } from "./sweep.ts";

/**
 * Names a trial by everything that could change its answer. 80 bits: among a million trials two share an
 * id with a probability of 4e-13.
 *
 * @example
 * ```ts
 * const id = trialId(sweep, model, { task }, trial.cell);
 * ```
 */
export function trialId(
  sweep: Pick<Sweep, "haystack" | "needles" | "generation">,
  model: Model,
  part: Pick<SweepTask, "task">,
  cell: Cell,
): string {
  return trialNamer(sweep, model, part)(cell);
}

/** `trialId` of many cells. Of what is hashed only the cell differs, and it comes first: the rest is made once. */
export function trialNamer(
  sweep: Pick<Sweep, "haystack" | "needles" | "generation">,
  model: Model,
  part: Pick<SweepTask, "task">,
): (cell: Cell) => string {
  const rest = canonicalJson({
    task: versioned(part.task),
    haystack: versioned(sweep.haystack),
    needles: versioned(sweep.needles),
    generation: sweep.generation,
    model: modelIdentity(model),
  });
  const [before, after] = [`${scheme("trial")}{"cell":`, `,${rest.slice(1)}`];
  return (cell) => hash("sha256", before + canonicalJson(cell) + after).slice(0, 20);
}

/** What of a model could change an answer. */
function modelIdentity(model: Model): object {
  return {
    id: model.id,
    adapterVersion: model.adapterVersion,
    tokenizer: model.tokenizer.id,
    prefill: model.prefill,
    details: model.details,
  };
}

/**
 * Names a plan by everything that could change one of its prompts or answers.
 *
 * @example
 * ```ts
 * const same = planHash(manifest) === manifest.planHash;
 * ```
 */
export function planHash(manifest: Pick<Manifest, "plan" | "models" | "versions">): string {
  const sources = Object.entries(manifest.versions).filter(([name]) =>
    /^(task|haystack|needles):/.test(name),
  );
  return digest("plan", {
    plan: manifest.plan,
    models: manifest.models,
    sources: Object.fromEntries(sources),
  });
}

/** Versions that a prompt follows from. Those of Node and the libraries are recorded, not compared. */
export function sourceVersions({ versions }: Pick<Manifest, "versions">): Readonly<Record<string, string>> {
  const sources = Object.entries(versions).filter(([name]) => /^(task|haystack|needles):/.test(name));
  return Object.fromEntries(sources);
}

/**
 * SHA-256 over what is sent: the messages and the opening of the answer.
 *
 * @example
 * ```ts
 * const unchanged = promptSha256(sample) === trial.promptSha256;
 * ```
 */
export function promptSha256(sample: Pick<Sample, "messages" | "answerPrefix" | "front">): string {
  const messages = sample.messages.map(({ role, content }) => ({ role, content }));
  return hash("sha256", canonicalJson({ messages, answerPrefix: sample.answerPrefix, front: sample.front }));
}

function digest(label: string, value: unknown): string {
  return hash("sha256", scheme(label) + canonicalJson(value));
}

/** The label keeps a trial and a plan of equal content apart and leaves room for another scheme. */
function scheme(label: string): string {
  return `midspan ${label} 1\n`;
}
