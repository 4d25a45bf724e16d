import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import { holmOver } from "../stats/holm-over.ts";
import { wilson } from "../stats/wilson.ts";
import { type ArmDifference, armDifferences } from "./arms/arm-differences.ts";
import { type ArmGroup, armGroups, pairedArms } from "./arms/arm-record.ts";
import { openingPairs } from "./arms/opening-arms.ts";
import { OPENING_PREFIX } from "./arms/opening-task.ts";
import { repeatAgreement } from "./arms/repeat-agreement.ts";
import { openingSentence } from "./opening-sentence.ts";

/**
 * Per (model, length): rows "line" (what it says), "accuracy" (an arm, and an arm and kind of item), "difference" (arm, against), "agreement of
 * repeats" (an arm), and one "recommendation". Paired by item; an item that some arm did not answer is in no number.
 */
export const openingFinding: Analysis = {
  name: "opening-lines",
  question: "Which opening line is better, and is it its words, its place or its length?",
  run: (trials, options) => {
    const groups = armGroups(trials, OPENING_PREFIX, true);
    return {
      name: openingFinding.name,
      question: openingFinding.question,
      rows: groups.flatMap((group) => rowsOf(group, options)),
      cautions: groups.length === 0 ? [] : [BEHIND_TEMPLATE, ...groups.flatMap(judgedCaution)],
    };
  },
};

const BEHIND_TEMPLATE =
  "Each line stands behind what the chat template puts before it: position 0 is the template's, and nothing here is about the token there. midspan sinks audit shows it.";

/** A judge errs in its own ways: wherever its verdicts are in a number, that is said. */
function judgedCaution({ model, judges, unjudged, factors }: ArmGroup): readonly string[] {
  const judge = String([...factors.values()][0]?.judge ?? "");
  if (judge === "") return [];
  const left =
    unjudged === 0
      ? "It said yes or no to every answer."
      : `It said neither yes nor no to ${unjudged} answers: their items are in no number.`;
  return [`${model}: ${judges.size} items are judged by ${judge}, not by rules. ${left}`];
}

function rowsOf(record: ArmGroup, { level, margin }: AnalysisOptions): readonly Row[] {
  const { model, length, simulated, estimated, arms, kinds } = record;
  const group = {
    ...{ model, length },
    ...(simulated ? { simulated } : {}),
    ...(estimated ? { estimated } : {}),
    ...judgeOf(record),
  };
  const names = [...arms.keys()].sort();
  const { questions, hits, left } = pairedArms(record, names);
  if (questions.length === 0)
    return [
      {
        group,
        name: "recommendation",
        unscored: left,
        verdict: "undecided",
        sentence: "No item was scored under every opening: nothing can be compared.",
      },
    ];
  const alpha = 1 - level;
  const differences = armDifferences(hits, openingPairs(names), { alpha, margin });
  const kindNames = [...new Set(questions.map((question) => kinds.get(question) ?? ""))].sort();
  const shares = names.flatMap((arm): Row[] => {
    const of = (kind: string | undefined): Row => {
      const chosen = (hits.get(arm) ?? []).filter(
        (_, i) => kind === undefined || kinds.get(questions[i] ?? "") === kind,
      );
      const right = chosen.filter(Boolean).length;
      return {
        group: { ...group, arm, kind: kind ?? "all" },
        name: "accuracy",
        estimate: {
          value: right / chosen.length,
          ...wilson(right, chosen.length, level),
          n: chosen.length,
          method: "Wilson 95 %",
        },
        unscored: left,
      };
    };
    return [of(undefined), ...(kindNames.length > 1 ? kindNames.map(of) : [])];
  });
  const repeats = names.flatMap((arm): Row[] => {
    const found = repeatAgreement(arms.get(arm)?.values() ?? []);
    if (found === undefined) return [];
    return [
      {
        group: { ...group, arm },
        name: "agreement of repeats",
        estimate: {
          value: found.pairwise,
          ...wilson(found.pairwise * found.questions, found.questions, level),
          n: found.questions,
          method: "Wilson 95 %, items",
        },
        unscored: 0,
        sentence: `Two repeats of an item agree in ${percent(found.pairwise)}; ${percent(found.modal)} of the repeats come out as most of their item do.`,
      },
    ];
  });
  const floor = kindNames.filter((kind) =>
    questions.every(
      (question, i) => kinds.get(question) !== kind || names.every((arm) => !hits.get(arm)?.[i]),
    ),
  );
  const said = openingSentence(differences, hits, {
    ...{ margin, n: questions.length, floor },
    judged: questions.filter((question) => record.judges.has(question)).length,
    ...judgeOf(record),
  });
  const lines = names
    .filter((arm) => LINE.test(arm))
    .map((arm): Row => {
      const sentence = `${arm}: ${cut(String(record.factors.get(arm)?.line ?? ""))}`;
      return { group: { ...group, arm }, name: "line", unscored: 0, sentence };
    });
  return [
    ...lines,
    ...shares,
    ...differences.map((one) => differenceRow(one, group, left, differences.length)),
    ...repeats,
    { group: { ...group, arm: said.arm }, name: "recommendation", unscored: left, ...said.told },
  ];
}

function differenceRow(
  { arm, against, difference, interval, n, adjusted, verdict }: ArmDifference,
  group: Row["group"],
  unscored: number,
  family: number,
): Row {
  return {
    group: { ...group, arm, against },
    name: "difference",
    estimate: {
      value: difference,
      ...interval,
      n,
      method: `Newcombe of gains and losses; p: exact McNemar${holmOver(family)}`,
      p: adjusted,
    },
    unscored,
    verdict,
  };
}

/** Whose verdicts are in a group's numbers. */
function judgeOf({ judges }: ArmGroup): { readonly judgedBy?: string } {
  const [judge] = judges.values();
  return judge === undefined ? {} : { judgedBy: judge };
}

/** Lines are named by a letter, their controls by more. */
const LINE = /^[A-Z]$/;
const SHOWN = 200;

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}...` : line;
}
