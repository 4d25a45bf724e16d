import { visibleText } from "../charts/visible-text.ts";
import { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import { openManifest } from "../run/merge.ts";
import { readTrials } from "../run/scan.ts";
import type { Gold, Sample } from "../types.ts";
import { colours } from "./colours.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { EXIT } from "./exit-codes.ts";
import { listMisses } from "./misses.ts";
import { createRebuilder, type Rebuilt } from "./rebuild-samples.ts";
import { showImported } from "./show-imported.ts";

export interface ShowFlags {
  readonly raw?: boolean;
  readonly json?: boolean;
}

/** `midspan show FOLDER [TRIAL]`: the prompt made again, with the proof that it is the one that was sent. */
export async function show(folder: string, idOpening: string | undefined, flags: ShowFlags): Promise<void> {
  const manifest = await openManifest(folder);
  if (idOpening === undefined) {
    if (flags.raw) throw new MidspanError("usage", "no trial for --raw; an id of trials.jsonl: none given");
    return listMisses(folder, flags.json === true);
  }
  const trial = await findTrial(folder, idOpening);
  if (manifest.imported !== undefined) return showImported(trial, flags);
  const rebuilder = await createRebuilder(manifest);
  try {
    const rebuilt = await rebuilder.rebuild(trial);
    if (flags.json) printResult(JSON.stringify({ trial, ...rebuilt }, null, 2));
    else if (flags.raw) printResult(rawPrompt(rebuilt.sample));
    else printText(describe(trial, rebuilt));
    if (!rebuilt.proven) {
      printMessage(`midspan: not the prompt that was sent; ${trial.promptSha256}: ${rebuilt.sha256}`);
      printMessage("         Texts or versions have changed since; manifest.json names those of the run.");
      process.exitCode = EXIT.checkFailed;
    }
  } finally {
    await rebuilder.close();
  }
}

async function findTrial(folder: string, opening: string): Promise<Trial> {
  const matches: Trial[] = [];
  for await (const trial of readTrials(folder)) if (trial.id.startsWith(opening)) matches.push(trial);
  const [only, other] = matches;
  if (only !== undefined && other === undefined) return only;
  if (only === undefined)
    throw new MidspanError("unknown-name", `no such trial in ${folder}; an id of trials.jsonl: ${opening}`);
  const ids = matches.slice(0, 5).map(({ id }) => id);
  throw new MidspanError("usage", `trial is not certain; one of ${ids.join(", ")}: ${opening}`);
}

function rawPrompt({ messages, answerPrefix }: Sample): string {
  return [
    ...messages.map(({ content }) => content),
    ...(answerPrefix === undefined ? [] : [answerPrefix]),
  ].join("\n");
}

function describe(trial: Trial, { sample, proven, sha256 }: Rebuilt): string {
  const { cell, status, score } = trial;
  const { dim } = colours();
  const last = sample.messages.findLastIndex(({ role }) => role === "user");
  const turns = sample.messages.map(
    ({ role, content }, i) =>
      `${dim(`[${role}]`)}\n${marked(
        content,
        sample.gold.filter((gold) => (gold.message ?? last) === i),
      )}`,
  );
  if (sample.answerPrefix !== undefined)
    turns.push(`${dim("[assistant, opened]")}\n${visibleText(sample.answerPrefix)}`);
  const answers = sample.needles.map(({ answers: [first = ""] }) => first).join(" · ");
  const depths = trial.actual.goldDepths.map((depth) => depth.toFixed(3)).join(", ");
  const facts: readonly (readonly [string, string])[] = [
    ["trial", trial.id],
    ["model", trial.model],
    [
      "cell",
      `${trial.task}, ${cell.contextLength} tokens, depth ${cell.depth.toFixed(3)}, seed ${cell.seed}`,
    ],
    ["realised", `${trial.actual.tokens} tokens${depths === "" ? "" : `, depth ${depths}`}`],
    ["accepted", visibleText(answers)],
    ["answer", trial.output === undefined ? "none" : visibleText(trial.output)],
    ["status", `${status}${score === undefined ? "" : `, recall ${score.recall.toFixed(2)}`}`],
    ...judgedFacts(trial, sample),
    ...(trial.error === undefined ? [] : [["error", visibleText(trial.error.message)] as const]),
    ["sha256", `${sha256} ${proven ? "= what was sent" : "is not what was sent"}`],
  ];
  return `${turns.join("\n\n")}\n\n${facts.map(([name, value]) => `${name.padEnd(9)} ${value}`).join("\n")}`;
}

function judgedFacts({ generation }: Trial, { criterion }: Sample): readonly (readonly [string, string])[] {
  const judged = generation?.judged;
  if (criterion === undefined || judged === undefined) return [];
  const said = `${judged.said} (${visibleText(judged.output)}), by ${judged.by}, ${judged.rubric}`;
  return [
    ["criterion", visibleText(criterion)],
    ["judged", said],
  ];
}

/** Gold between marks that also a terminal without colours shows. */
function marked(content: string, gold: readonly Gold[]): string {
  const { inverse } = colours();
  let text = "";
  let from = 0;
  for (const { start, end } of [...gold].sort((a, b) => a.start - b.start)) {
    text += visibleText(content.slice(from, start));
    text += inverse(`⟦${visibleText(content.slice(start, end))}⟧`);
    from = end;
  }
  return text + visibleText(content.slice(from));
}
