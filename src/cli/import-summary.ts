import { wrap } from "../charts/wrap.ts";
import type { AgreementTally, Disagreement } from "../importers/agreement.ts";
import type { Survey } from "../importers/survey.ts";
import type { Agreement, ImportRecord } from "../record.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";

const MOST_MODELS = 30;
const WIDTH = 80;

/** What an import says of itself: recall by model, how often the two scores agree, and where they do not. */
export function importSummary(
  record: ImportRecord,
  recall: Survey["recall"],
  examples: AgreementTally["examples"],
): string {
  const blocks = [
    recallTable(recall),
    scoresLine(record),
    agreementBlock(record.agreement),
    examplesBlock("Found by the published score only:", examples.publishedOnly),
    examplesBlock("Found by our score only:", examples.oursOnly),
    ...record.notes.map(wrapped),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

function scoresLine({ scores: { published, ours } }: ImportRecord): string {
  const parts = [
    ...(published > 0 ? [`the published score of ${published.toLocaleString("en")}`] : []),
    ...(ours > 0 ? [`our own score of ${ours.toLocaleString("en")}`] : []),
  ];
  return wrapped(
    `What counts is ${parts.join(" answers and ")} answers; the last column is recall where everything unscored is wrong.`,
  );
}

function recallTable(recall: Survey["recall"]): string {
  const head = ["model", "answers", "scored", "recall", "with unscored as wrong"];
  const rows = [...recall]
    .slice(0, MOST_MODELS)
    .map(([model, { answers, scored, sum }]) => [
      plainLine(model, 60),
      String(answers),
      String(scored),
      scored === 0 ? "-" : percent(sum / scored),
      percent(sum / answers),
    ]);
  const more = recall.size - rows.length;
  return `${textTable([head, ...rows])}${more > 0 ? `\n${more} more models` : ""}`;
}

function agreementBlock(agreement: readonly Agreement[]): string {
  if (agreement.length === 0)
    return wrapped(
      "The files hold no published score beside which ours could stand, or not what ours follows from.",
    );
  const head = ["model", "n", "agree", "kappa", "theirs only", "ours only", "theirs", "ours"];
  const rows = agreement.slice(0, MOST_MODELS).map((one) => {
    const n = one.both + one.neither + one.publishedOnly + one.oursOnly;
    return [
      plainLine(one.model, 60),
      String(n),
      percent((one.both + one.neither) / n),
      one.kappa === undefined ? "-" : one.kappa.toFixed(2),
      String(one.publishedOnly),
      String(one.oursOnly),
      percent(one.meanPublished),
      percent(one.meanOurs),
    ];
  });
  return `Our score beside theirs, the published one (found = a half or more):\n${textTable([head, ...rows])}`;
}

function examplesBlock(title: string, examples: readonly Disagreement[]): string {
  if (examples.length === 0) return "";
  const lines = examples.map(
    ({ file, line, published, ours, expected, answer }) =>
      `  ${plainLine(file, 80)}:${line}  published ${plainLine(published, 20)}, ours ${ours.toFixed(2)}; expected ${plainLine(expected, 70)}; answered ${plainLine(answer, 70)}`,
  );
  return [title, ...lines].join("\n");
}

function wrapped(text: string): string {
  return wrap(text, WIDTH).join("\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
