import { existsSync, readFileSync, statSync } from "node:fs";
import { lookNamed } from "../charts/look-named.ts";
import { assertThat, MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { openAttentionModel } from "../models/attention-model.ts";
import { localFolder } from "../models/local-folder.ts";
import { packageVersion } from "../root.ts";
import { goldFinding } from "../sinks/gold-finding.ts";
import type { LookedModel, LookedPrompt, SinkOptions } from "../sinks/looked-prompt.ts";
import { MAP_METHODS } from "../sinks/map-methods.ts";
import { normFinding } from "../sinks/norm-finding.ts";
import { plainTexts } from "../sinks/plain-texts.ts";
import { positionFinding } from "../sinks/position-finding.ts";
import { sinkFinding } from "../sinks/sink-finding.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { decimal, wholeNumber } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { goldPrompts } from "./sinks-gold.ts";
import { lookAt } from "./sinks-look.ts";
import { mapText } from "./sinks-map-text.ts";

export interface SinksMapFlags {
  readonly model: readonly string[];
  readonly tokens?: string;
  readonly epsilon: readonly string[];
  readonly gold?: boolean;
  readonly lengths: string;
  readonly depths: string;
  readonly trials: string;
  readonly bare?: boolean;
  readonly memory: string;
  readonly seed: string;
  readonly style?: string;
  readonly width?: string;
  readonly pdf?: boolean;
  readonly output: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const INVENTED = 100;
/** Gu et al. (2025), section 3. */
const INVENTED_TOKENS = 64;
const DRAWS = 10_000;
/** Cores that small models gain from. */
const THREADS = 2;
const INSTEAD =
  "what a hosted model attends to cannot be seen; midspan sinks opening and midspan sinks placeholder test what it does";

/** `midspan sinks map`: where attention goes, from inside the model. */
export async function sinksMap(named: readonly string[], flags: SinksMapFlags): Promise<void> {
  const look = lookNamed(flags.style, flags.width);
  const options: SinkOptions = {
    seed: wholeNumber("--seed", flags.seed),
    level: 0.95,
    draws: DRAWS,
    epsilons: flags.epsilon.map(epsilonOf),
  };
  const given = named.map(promptOf);
  const texts = given.length > 0 ? given : plainTexts(INVENTED, options.seed);
  const tokens = tokensOf(flags, given.length > 0);
  const looked: LookedModel[] = [];
  const patterns: Finding[] = [];
  const gold: Finding[] = [];
  for (const id of flags.model) {
    const folder = await localFolder(id, "attention cannot be looked at", INSTEAD);
    const budget = wholeNumber("--memory", flags.memory) * 2 ** 20;
    const model = await openAttentionModel(folder, THREADS, budget);
    try {
      const say = (text: string): void => {
        if (flags.quiet !== true) printMessage(`midspan: ${id}: ${text}`);
      };
      const { prompts, pattern } = await lookAt(
        model,
        id,
        texts,
        { tokens, bare: flags.bare ?? given.length === 0 },
        say,
      );
      looked.push({ model: id, prompts });
      if (pattern !== undefined && patterns.length === 0) patterns.push(pattern);
      if (flags.gold === true) gold.push(goldFinding(await goldPrompts(model, id, flags, say), options));
    } finally {
      await model.close();
    }
  }
  const findings = [
    sinkFinding(looked, options),
    positionFinding(looked),
    normFinding(looked),
    ...together(gold),
    ...patterns,
  ];
  const { writeStudy } = await import("../report/study.ts");
  const page = await writeStudy(
    flags.output,
    {
      question: "Where does attention go?",
      about: `${flags.model.join(", ")} \u00b7 ${describe(looked)} \u00b7 midspan ${packageVersion()}`,
      findings,
      methods: MAP_METHODS,
      command: commandOf(named, flags),
      settings: settingsOf(flags, looked),
    },
    { look, ...(flags.pdf === undefined ? {} : { pdf: flags.pdf }) },
  );
  if (flags.json === true) return printResult(JSON.stringify({ report: page, findings }, null, 2));
  printText(mapText(findings));
  printResult(`\nReport: ${plainLine(page)}`);
}

function epsilonOf(text: string): number {
  const epsilon = decimal("--epsilon", text);
  assertThat(epsilon > 0 && epsilon < 1, "usage", () => `--epsilon; above 0, below 1: ${text}`);
  return epsilon;
}

function tokensOf({ tokens }: SinksMapFlags, given: boolean): number | undefined {
  if (tokens === undefined) return given ? undefined : INVENTED_TOKENS;
  const count = wholeNumber("--tokens", tokens);
  assertThat(
    count >= 2,
    "usage",
    () => `--tokens; two at least, so that one can attend to another: ${count}`,
  );
  return count;
}

/** A file's text, or the words themselves. */
function promptOf(named: string): string {
  const text = existsSync(named) && statSync(named).isFile() ? readFileSync(named, "utf8") : named;
  if (text.trim() === "")
    throw new MidspanError("usage", `a prompt is empty; some text: ${plainLine(named, 60)}`);
  return text;
}

function together(findings: readonly Finding[]): readonly Finding[] {
  const [first] = findings;
  return first === undefined ? [] : [{ ...first, rows: findings.flatMap(({ rows }) => rows) }];
}

function describe(looked: readonly LookedModel[]): string {
  const [first] = looked;
  const lengths = (first?.prompts ?? []).map(({ sums }) => sums.tokens);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return `${lengths.length} prompt${lengths.length === 1 ? "" : "s"} of ${least === most ? most : `${least} to ${most}`} tokens`;
}

function commandOf(named: readonly string[], flags: SinksMapFlags): string {
  const quoted = named.map((text) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`));
  return [
    "midspan sinks map",
    ...quoted,
    ...flags.model.map((id) => `--model ${id}`),
    ...(flags.tokens === undefined ? [] : [`--tokens ${flags.tokens}`]),
    ...flags.epsilon.map((epsilon) => `--epsilon ${epsilon}`),
    ...(flags.gold
      ? [`--gold --lengths ${flags.lengths} --depths ${flags.depths} --trials ${flags.trials}`]
      : []),
    ...(flags.bare ? ["--bare"] : []),
    `--seed ${flags.seed}`,
  ].join(" ");
}

function settingsOf(
  flags: SinksMapFlags,
  looked: readonly LookedModel[],
): readonly (readonly [string, string])[] {
  return [
    ["Models", flags.model.join(", ")],
    ["Prompts", describe(looked)],
    [
      "Mean loss of a token",
      looked.map(({ model, prompts }) => `${model}: ${lossOf(prompts).toFixed(3)} nats`).join(", "),
    ],
    ["Chat template", flags.bare ? "none" : "the model's own"],
    ["Seed", flags.seed],
    ["midspan", packageVersion()],
    ["node", process.version],
  ];
}

function lossOf(prompts: readonly LookedPrompt[]): number {
  return prompts.reduce((sum, { loss }) => sum + loss, 0) / prompts.length;
}
