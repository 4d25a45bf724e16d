import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import type { Trial } from "../record.ts";
import { wilson } from "../stats/wilson.ts";
import { type GoldCounts, type GoldVerdict, goldSentence } from "./gold-sentence.ts";
import { GOLD_PREFIX, type GoldArm } from "./gold-task.ts";
import { ORDER_MARGIN } from "./order-finding.ts";
import { PAIRED_METHOD, type PairedDifference, pairedDifference } from "./paired-difference.ts";

interface Answer {
  readonly said: "right" | "wrong" | "abstained";
  readonly statedIn: number | undefined;
  /** Whether a chunk with the answer was there. */
  readonly hasGold: boolean;
}

interface Group {
  readonly model: string;
  readonly chunks: number;
  readonly simulated: boolean;
  /** By question; undefined = not scored. A question with nothing to take out is only in `given`. */
  readonly asked: Readonly<Record<GoldArm, Map<string, Answer | undefined>>>;
}

/**
 * Per (model, number of chunks): rows "false answers", where the answer's chunks were taken out (`gold: "taken out"`) and where the
 * retriever had missed them (`gold: "missed"`); "right" and "needless abstentions" where they were given; "stated by one chunk",
 * the false answers by the place of the one chunk that states them; "difference, given minus taken out" (paired); and "verdict".
 * An answer is false where it is neither right nor an abstention (`scorers/abstains.ts`).
 */
export const goldFinding: Analysis = {
  name: "gold-absent",
  question: "What does it answer when no chunk has the answer?",
  run: (trials, options) => ({
    name: goldFinding.name,
    question: goldFinding.question,
    rows: groupsOf(trials).flatMap((group) => rowsOf(group, options)),
    cautions: [],
  }),
};

function groupsOf(trials: Iterable<Trial>): Group[] {
  const groups = new Map<string, Group>();
  for (const { model, task, cell, haystack, actual, status, score, simulated } of trials) {
    if (!task.startsWith(GOLD_PREFIX) || (cell.factors.arm ?? "context") !== "context") continue;
    // No gold among those given is no trial that failed: there is nothing to take out.
    if (status === "skipped" && task === `${GOLD_PREFIX}withheld`) continue;
    const chunks = Number(cell.factors.chunks ?? 0);
    const key = JSON.stringify([model, chunks]);
    const group = groups.get(key) ?? {
      ...{ model, chunks, simulated: simulated ?? false },
      asked: { given: new Map(), withheld: new Map() },
    };
    groups.set(key, group);
    const said = score?.found[0] ? "right" : score?.abstained ? "abstained" : "wrong";
    group.asked[task.slice(GOLD_PREFIX.length) as GoldArm].set(
      `${haystack}#${cell.seed}`,
      status === "scored" && score
        ? { said, statedIn: score.statedIn, hasGold: actual.goldDepths.length > 0 }
        : undefined,
    );
  }
  return [...groups.values()].sort((a, b) =>
    a.model < b.model ? -1 : a.model > b.model ? 1 : a.chunks - b.chunks,
  );
}

function rowsOf({ model, chunks, simulated, asked }: Group, { level }: AnalysisOptions): Row[] {
  const group = { model, chunks, ...(simulated ? { simulated } : {}) };
  const scored = (arm: GoldArm): Answer[] => [...asked[arm].values()].flatMap((answer) => answer ?? []);
  const unscored = (arm: GoldArm): number => asked[arm].size - scored(arm).length;
  const given = scored("given");
  const withGold = given.filter(({ hasGold }) => hasGold);
  const missed = given.filter(({ hasGold }) => !hasGold);
  const out = scored("withheld");
  const share = (
    name: string,
    gold: string,
    among: readonly Answer[],
    said: Answer["said"],
    left: number,
  ): Row[] => (among.length === 0 ? [] : [shareRow(name, { ...group, gold }, among, said, left, level)]);
  const falseOnes = [...out, ...missed].filter(({ said }) => said === "wrong");
  const paired = difference(asked, 1 - level);
  const verdict = verdictOf(paired, 1 - level);
  const counts: GoldCounts = {
    ...{ chunks, level, paired },
    takenOut: tally(out),
    missed: tally(missed),
    given: tally(withGold),
    places: placesOf(falseOnes),
  };
  return [
    ...share("false answers", "taken out", out, "wrong", unscored("withheld")),
    ...share("false answers", "missed", missed, "wrong", unscored("given")),
    ...share("right all the same", "taken out", out, "right", unscored("withheld")),
    ...share("right", "given", withGold, "right", unscored("given")),
    ...share("needless abstentions", "given", withGold, "abstained", unscored("given")),
    ...placeRows(counts, group, level),
    ...(paired === undefined ? [] : [pairedRow(paired, group, unscored("given") + unscored("withheld"))]),
    {
      ...{ group, name: "verdict", verdict, unscored: unscored("given") + unscored("withheld") },
      sentence: goldSentence(verdict, counts),
    },
  ];
}

function tally(answers: readonly Answer[]): GoldCounts["given"] {
  const of = (said: Answer["said"]): number => answers.filter((one) => one.said === said).length;
  return { n: answers.length, right: of("right"), wrong: of("wrong"), abstained: of("abstained") };
}

function shareRow(
  name: string,
  group: Row["group"],
  among: readonly Answer[],
  said: Answer["said"],
  unscored: number,
  level: number,
): Row {
  const n = among.length;
  const hits = among.filter((answer) => answer.said === said).length;
  return {
    name,
    group,
    unscored,
    estimate: { value: hits / n, ...wilson(hits, n, level), n, method: "Wilson 95 %" },
  };
}

/** False answers by the place of the one chunk that states them, first place first. */
function placesOf(answers: readonly Answer[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const { statedIn } of answers)
    if (statedIn !== undefined) places.set(statedIn, (places.get(statedIn) ?? 0) + 1);
  return new Map([...places].sort(([a], [b]) => a - b));
}

function placeRows({ places, takenOut, missed }: GoldCounts, group: Row["group"], level: number): Row[] {
  const n = takenOut.wrong + missed.wrong;
  return [...places].map(([place, hits]) => ({
    ...{ group: { ...group, place }, name: "stated by one chunk", unscored: 0 },
    estimate: { value: hits / n, ...wilson(hits, n, level), n, method: "Wilson 95 %" },
  }));
}

/** On the questions that were scored both ways: share answered with the chunk there minus share answered without. */
function difference(asked: Group["asked"], alpha: number): PairedDifference | undefined {
  const pairs = [...asked.withheld].flatMap(([question, out]) => {
    const given = asked.given.get(question);
    return given === undefined || out === undefined ? [] : [{ given, out }];
  });
  if (pairs.length === 0) return undefined;
  return pairedDifference(
    pairs.map(({ given }) => given.said !== "abstained"),
    pairs.map(({ out }) => out.said !== "abstained"),
    { alpha, margin: ORDER_MARGIN },
  );
}

function pairedRow({ value, low, high, n, p }: PairedDifference, group: Row["group"], unscored: number): Row {
  return {
    ...{ group, name: "difference, given minus taken out", unscored },
    estimate: { value, low, high, n, method: PAIRED_METHOD, p },
  };
}

function verdictOf(paired: PairedDifference | undefined, alpha: number): GoldVerdict {
  if (paired === undefined) return "cannot tell";
  if (paired.p <= alpha && paired.value > 0) return "notices";
  return paired.equivalent ? "answers all the same" : "cannot tell";
}
