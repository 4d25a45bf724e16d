import { monitorEventLoopDelay } from "node:perf_hooks";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { openModel } from "../../src/models/index.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Haystack, Model, Sample } from "../../src/types.ts";
import type { BenchRow } from "./main.ts";

const LENGTH = 1024;
const PROMPTS = 120;

/** Prompts a second of one thread and of two, each prompt a document of its own. */
export async function inferenceRows(): Promise<BenchRow[]> {
  const [one, two] = [await answered(1), await answered(2)];
  return [
    {
      what: `local inference, ${LENGTH} tokens, two threads`,
      figure: `${two.perSecond.toFixed(1)} prompts/s`,
      against: `${(two.perSecond / one.perSecond).toFixed(2)} of one thread's (target: 1.6)`,
    },
    {
      what: "the same: longest wait of what draws the progress",
      figure: `${two.longestMs.toFixed(0)} ms`,
      against: "",
    },
  ];
}

async function answered(threads: number): Promise<{ perSecond: number; longestMs: number }> {
  const model = await openModel("embedded:reference", { threads });
  const samples = samplesFor(model);
  await Promise.all(samples.slice(0, 2 * threads).map((sample) => ask(model, sample)));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  let next = 2 * threads;
  const lane = async (): Promise<void> => {
    for (let sample = samples[next++]; sample !== undefined; sample = samples[next++])
      await ask(model, sample);
  };
  await Promise.all(Array.from({ length: model.concurrency }, lane));
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  await model.close();
  return { perSecond: (samples.length - 2 * threads) / seconds, longestMs: delay.max / 1e6 };
}

/** Built beforehand: a thread is to wait for no document. */
function samplesFor(model: Model): readonly Sample[] {
  const haystack = rememberSegments(haystacks[0] as Haystack);
  const kit = { haystack, tokenizer: model.tokenizer, prefill: model.prefill, needles: runNeedles };
  return Array.from({ length: PROMPTS }, (_, seed) =>
    needle.build(
      { task: "needle", contextLength: LENGTH, depth: (seed % 11) / 10, seed, factors: needle.factors },
      kit,
    ),
  );
}

function ask(model: Model, sample: Sample): Promise<unknown> {
  return model.generate(sample, {
    maxOutputTokens: sample.answerBudget,
    temperature: 0,
    seed: sample.cell.seed,
  });
}
