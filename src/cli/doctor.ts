import { arch, availableParallelism, platform, totalmem } from "node:os";
import { packageRoot, packageVersion } from "../root.ts";
import type { Sample } from "../types.ts";
import { printResult } from "./console.ts";
import { plainLine } from "./plain-line.ts";

export interface DoctorFlags {
  readonly model: string;
  readonly baseUrl?: string;
}

/** `midspan doctor`: what is installed, and one small question. Throws what opening or asking throws. */
export async function doctor(flags: DoctorFlags): Promise<void> {
  const gib = (totalmem() / 2 ** 30).toFixed(1);
  say("midspan", `${packageVersion()} in ${packageRoot()}`);
  say(
    "node",
    `${process.versions.node} on ${platform()} ${arch()}, ${availableParallelism()} cores, ${gib} GiB`,
  );
  const { openModel } = await import("../models/index.ts");
  const model = await openModel(flags.model, flags.baseUrl === undefined ? {} : { baseUrl: flags.baseUrl });
  try {
    say(
      "model",
      `${model.id}, window ${model.contextWindow ?? "not known"}, tokenizer ${model.tokenizer.id}`,
    );
    for (const [name, value] of Object.entries(model.details))
      say("", `${name}: ${plainLine(String(value), 100)}`);
    const started = performance.now();
    const sample = await smallSample(model.tokenizer, model.prefill);
    const options = { maxOutputTokens: sample.answerBudget, temperature: 0, seed: 1 };
    const { text } = await model.generate(sample, options);
    const wanted = sample.needles[0]?.answers[0] ?? "";
    say("question", plainLine(sample.needles[0]?.question ?? ""));
    say(
      "answer",
      `${plainLine(text, 60)} (wanted: ${wanted}), ${Math.round(performance.now() - started)} ms`,
    );
  } finally {
    await model.close();
  }
}

async function smallSample(tokenizer: import("../tokens.ts").Tokenizer, prefill: boolean): Promise<Sample> {
  const { tasks } = await import("../tasks/index.ts");
  const { openHaystack, openNeedles } = await import("./open-sweep.ts");
  const task = tasks[0]!;
  const cell = { task: task.name, contextLength: 512, depth: 0.5, seed: 1, factors: task.factors };
  return task.build(cell, {
    tokenizer,
    prefill,
    haystack: await openHaystack(),
    needles: await openNeedles(),
  });
}

function say(name: string, value: string): void {
  printResult(`${name.padEnd(9)} ${value}`);
}
