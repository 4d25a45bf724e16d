import type { KnownAnswer, Trial } from "../record.ts";

/** One length and depth, there and here. */
interface CalibrationCell {
  readonly contextLength: number;
  readonly depth: number;
  readonly n: number;
  readonly knownRecall: number;
  readonly recall: number;
  /** Answers that are the same, letter by letter. */
  readonly same: number;
  /** Trials without an answer. */
  readonly unscored: number;
}

export interface CalibrationResult {
  readonly cells: readonly CalibrationCell[];
  /** What is wrong with the serving stack, the surest first; empty = it serves the model as it is. */
  readonly faults: readonly string[];
  /** What the reader should know, though nothing is wrong. */
  readonly notes: readonly string[];
}

/**
 * Holds a server's answers against those of the same weights in this process, prompt by prompt. Greedy answers of
 * equal weights are equal but for rounding, so a serving stack that changes the prompt shows: in its token count,
 * in what it still finds at which depth, or in every answer.
 */
export function compareToKnown(known: readonly KnownAnswer[], trials: readonly Trial[]): CalibrationResult {
  const byPrompt = new Map(trials.map((trial) => [trial.promptSha256, trial]));
  const pairs = known.map((answer) => ({ answer, trial: byPrompt.get(answer.promptSha256) }));
  const cells = cellsOf(pairs);
  const reported = pairs.flatMap(({ answer, trial }) => {
    const counted = trial?.generation?.promptTokens;
    return counted === undefined ? [] : [{ sent: answer.tokens, counted }];
  });
  const faults = [...countFaults(reported), ...refusals(pairs), ...recallFaults(cells, reported.length > 0)];
  const notes = reported.length === 0 ? ["The server does not report how many tokens a prompt had."] : [];
  return { cells, faults, notes };
}

interface Pair {
  readonly answer: KnownAnswer;
  readonly trial: Trial | undefined;
}

function cellsOf(pairs: readonly Pair[]): readonly CalibrationCell[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const key = `${pair.answer.contextLength} ${pair.answer.depth}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pair]);
    else group.push(pair);
  }
  return [...groups.values()].map((group) => {
    const scored = group.filter(({ trial }) => trial?.status === "scored");
    const first = group[0] as Pair;
    return {
      contextLength: first.answer.contextLength,
      depth: first.answer.depth,
      n: scored.length,
      knownRecall: mean(scored.map(({ answer }) => answer.recall)),
      recall: mean(scored.map(({ trial }) => trial?.score?.recall ?? 0)),
      same: scored.filter(({ answer, trial }) => sameAnswer(answer.output, trial?.output ?? "")).length,
      unscored: group.length - scored.length,
    };
  });
}

/** Servers strip or keep the white space at the ends. */
function sameAnswer(a: string, b: string): boolean {
  return a.trim() === b.trim();
}

interface Count {
  readonly sent: number;
  readonly counted: number;
}

/** Prompts may lose so much before one speaks of a cut rather than of a template. */
const CUT = 0.9;

function countFaults(reported: readonly Count[]): readonly string[] {
  const cut = reported.filter(({ sent, counted }) => counted < CUT * sent);
  if (cut.length > 0) {
    const shortest = Math.min(...cut.map(({ sent }) => sent));
    const kept = Math.max(...cut.map(({ counted }) => counted));
    return [
      `It cuts prompts: of ${cut.length} prompts from ${shortest.toLocaleString("en")} tokens on, it counted at most ${kept.toLocaleString("en")} tokens. Raise its context (Ollama: num_ctx; llama.cpp: -c).`,
    ];
  }
  const differences = [...new Set(reported.map(({ sent, counted }) => counted - sent))];
  const [only] = differences;
  if (only === undefined || (differences.length === 1 && only === 0)) return [];
  if (differences.length === 1 && only === -1)
    return ["It drops the BOS token: every prompt has one token less than it must have."];
  if (differences.length === 1 && only === 1)
    return ["It puts one token too many in front, as a second BOS is: every prompt has one token more."];
  const [low, high] = [Math.min(...differences), Math.max(...differences)];
  return [
    low === high
      ? `Its chat template is another one: every prompt differs by ${signed(low)} tokens.`
      : `It tokenises differently: prompts differ by ${signed(low)} to ${signed(high)} tokens. Is it this model, and its template?`,
  ];
}

function refusals(pairs: readonly Pair[]): readonly string[] {
  const unanswered = pairs.filter(({ trial }) => trial?.status !== "scored");
  const [first] = unanswered;
  if (first === undefined) return [];
  const why = first.trial?.error?.message ?? first.trial?.status ?? "not asked";
  return [
    `It answers ${pairs.length - unanswered.length} of ${pairs.length} prompts; the first other: ${why}.`,
  ];
}

/** Two recalls of a cell of eight differ by more than rounding of weights explains. */
const CELL_TOLERANCE = 0.25;
/** Equal weights in another runtime still gave 36 of 36 equal answers; a few may flip by rounding. */
const SAME_AT_LEAST = 0.9;

function recallFaults(cells: readonly CalibrationCell[], counted: boolean): readonly string[] {
  const lost = cells.filter(({ n, recall, knownRecall }) => n > 0 && knownRecall - recall > CELL_TOLERANCE);
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  const same = cells.reduce((sum, cell) => sum + cell.same, 0);
  if (lost.length > 0) {
    const all = lost.length === cells.filter((cell) => cell.n > 0).length;
    if (all)
      return [
        "It finds too little at every length and depth: the chat template, the weights or the tokenizer are not those of the model.",
      ];
    const shortest = Math.min(...lost.map(({ contextLength }) => contextLength));
    const longest = lost.filter(({ contextLength }) => contextLength >= shortest);
    const depths = [...new Set(longest.map(({ depth }) => depth))].sort((a, b) => a - b);
    const where = depths.map((depth) => `${Math.round(100 * depth)} %`).join(", ");
    return [
      `It loses facts from ${shortest.toLocaleString("en")} tokens on, at depths ${where}: ${counted ? "its count of tokens does not show a cut, so look at sliding windows and cache settings" : "it cuts prompts, or its cache drops what it must keep"}.`,
    ];
  }
  if (n > 0 && same < SAME_AT_LEAST * n)
    return [
      `It answers differently: ${same} of ${n} answers are the same; sampling is on, or the weights are quantised.`,
    ];
  return [];
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;
}

function signed(n: number): string {
  return n > 0 ? `+${n}` : String(n);
}
