import { MidspanError } from "../errors.ts";
import { readManifest } from "../run/manifest.ts";
import { kitOf, type Sweep } from "../run/sweep.ts";
import { validateSweep } from "../run/validate.ts";
import type { Model, Sample } from "../types.ts";
import { plainLine } from "./plain-line.ts";
import type { Settings } from "./settings.ts";

/** Tokens of a probe at most: enough to be sure of two decimals, and cheap. */
const PROBE_TOKENS = 1500;
/** Kept for template and answer where the run's longest prompt is shorter than that. */
const RESERVE = 48;
const ANSWER_TOKENS = 8;
/** Texts of one kind and a third of the size come to the same characters a token, but for so much (a logarithm). */
const APART = 0.12;

export interface MeasureOptions {
  say(line: string): void;
  /** The model as it is to be asked here, where its calls are held to a limit for example. */
  readonly asked?: (model: Model) => Model;
}

/**
 * The sweep with each estimate of length measured: a model whose tokenizer nobody knows is sent one text of the
 * run's own kind, and counts by the characters a token that its report gives. A run that goes on in `folder` takes
 * what its manifest recorded and asks nothing, since a trial's id and the plan hang on the tokenizer. Where no
 * measure is to be had (no report, no answer) the estimate stays: whether a model can answer at all is not
 * decided here. Throws what `validateSweep` and `readManifest` throw.
 */
export async function measureTokens(
  sweep: Sweep,
  settings: Pick<Settings, "tokenizer" | "timeoutS">,
  folder: string,
  { say, asked = (model) => model }: MeasureOptions,
): Promise<Sweep> {
  if (settings.tokenizer !== undefined || !sweep.models.some(isGuessed)) return sweep;
  const there = await readManifest(folder);
  const models: Model[] = [];
  for (const model of sweep.models) {
    const recorded = there?.models.find(({ id }) => id === model.id)?.tokenizer;
    if (!isGuessed(model)) models.push(model);
    else if (recorded !== undefined) models.push(await countedBy(model, recorded));
    else {
      const own = await measured(asked(model), sweep, settings.timeoutS, say);
      models.push({ ...model, tokenizer: own.tokenizer });
    }
  }
  const measuredSweep = { ...sweep, models };
  validateSweep(measuredSweep);
  return measuredSweep;
}

/** Whether a model's lengths are a guess that a probe can better: nobody knows its tokenizer, and it is a real one. */
export function isGuessed({ tokenizer, simulated, id }: Model): boolean {
  const isAnswered = !simulated && !id.startsWith("replay:");
  return isAnswered && !tokenizer.exact && tokenizer.id.startsWith("characters:");
}

async function countedBy(model: Model, id: string): Promise<Model> {
  const { charactersTokenizerOf } = await import("../tokenizers/characters.ts");
  const tokenizer = charactersTokenizerOf(id);
  return tokenizer === undefined ? model : { ...model, tokenizer };
}

/** The smaller probe; the whole one again where the task has no prompt so short, as many chunks have none. */
async function smaller<T>(whole: T, probing: () => Promise<T>): Promise<T> {
  try {
    return await probing();
  } catch (error) {
    if (error instanceof MidspanError && error.code === "does-not-fit") return whole;
    throw error;
  }
}

async function measured(
  model: Model,
  sweep: Sweep,
  timeoutS: number,
  say: (line: string) => void,
): Promise<Model> {
  const { charactersPerToken } = await import("../tokenizers/characters.ts");
  const name = plainLine(model.id);
  try {
    const whole = await probe(model, sweep, PROBE_TOKENS, timeoutS);
    const part = await smaller(whole, () => probe(model, sweep, PROBE_TOKENS / 3, timeoutS));
    const { text, promptTokens } = whole;
    const perToken = charactersPerToken(text, promptTokens);
    // A server that cuts prompts reports the window that it keeps, and would make every prompt too long.
    const apart = charactersPerToken(part.text, part.promptTokens) / perToken;
    if (part.text.length < text.length && Math.abs(Math.log(apart)) > APART)
      throw new Error("a long text is reported with other tokens for its size than a short one");
    const size = `${text.length.toLocaleString("en")} characters, ${promptTokens.toLocaleString("en")} tokens`;
    say(`midspan: lengths are estimated for ${name}: ${perToken} characters a token (one probe: ${size})`);
    return await countedBy(model, `characters:${perToken}`);
  } catch (error) {
    const why = plainLine(error instanceof Error ? error.message : String(error), 200);
    say(`midspan: lengths are estimated for ${name}: ${model.tokenizer.id}, not measured; ${why}`);
    return model;
  }
}

async function probe(model: Model, sweep: Sweep, most: number, timeoutS: number) {
  const sample = probeOf(model, sweep, most, `${new Date().toISOString()} ${most}`);
  const { promptTokens } = await model.generate(sample, {
    maxOutputTokens: ANSWER_TOKENS,
    temperature: sweep.generation.temperature,
    seed: sweep.seed,
    signal: AbortSignal.timeout(timeoutS * 1000),
  });
  if (promptTokens === undefined) throw new Error("the server does not report the tokens of a prompt");
  return { text: sample.messages[0]?.content ?? "", promptTokens };
}

/** The salt stands first, so that no cache of the server knows the text and leaves it out of its count. */
function probeOf(model: Model, sweep: Sweep, most: number, salt: string): Sample {
  const longest = Math.max(...sweep.lengths, 0);
  const window = model.contextWindow ?? Number.POSITIVE_INFINITY;
  const tokens = Math.min(most, longest - RESERVE, window - RESERVE);
  const content = `Notes of ${salt}. ${textOf(model, sweep, tokens)}\n\nAnswer with the word "yes" alone.`;
  return {
    cell: { task: "probe", contextLength: longest, depth: 0, seed: sweep.seed, factors: {} },
    messages: [{ role: "user", content }],
    needles: [],
    gold: [],
    decoys: [],
    promptTokens: model.tokenizer.count(content) + model.tokenizer.templateTokens,
    contextTokens: tokens,
    answerBudget: ANSWER_TOKENS,
  };
}

/** The opening of the run's haystack; where no task has one, a prompt of the first task. */
function textOf(model: Model, sweep: Sweep, tokens: number): string {
  const [part] = sweep.tasks;
  if (part !== undefined && !sweep.tasks.some(({ task }) => task.usesHaystack)) {
    const cell = { task: part.task.name, contextLength: tokens, depth: 0.5, seed: sweep.seed };
    return (
      part.task.build({ ...cell, factors: part.factors }, kitOf(sweep, model)).messages.at(-1)?.content ?? ""
    );
  }
  let text = "";
  for (const segment of sweep.haystack.segments(sweep.seed)) {
    const longer = `${text}${segment.lead}${segment.text}`;
    if (model.tokenizer.count(longer) > tokens) break;
    text = longer;
  }
  return text;
}
