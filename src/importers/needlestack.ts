import { MidspanError } from "../errors.ts";
import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { withoutText } from "./ending.ts";
import {
  type Fields,
  fieldsOf,
  given,
  numberOf,
  numberWithin,
  refuse,
  textOf,
  truthOf,
  unlessRefused,
} from "./fields.ts";
import type { Answer, Importer, Unscored } from "./importer.ts";
import { modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/**
 * Needle in a needlestack: questions about one limerick among many, each asked several times at each location. A
 * panel of models judged free answers, so the published score stands; ours only looks for the expected words.
 * Repeats of a question are of one document and cluster.
 */
export const needlestack: Importer = {
  name: "needlestack",
  summary: "*_full_results.json with location_list, question_result_list, trial_results",
  paper: "Needle in a Needlestack, 2024 (project page)",
  stands: "published",
  notes: [
    "The length of the prompt follows from the locations, whose first is at 1 % and whose last at 98 %.",
  ],
  fits: (name) => /full_results.*\.json(?:\.gz)?$/i.test(name),
  start: (options) => (value, file) => {
    const root = fieldsOf(value);
    const locations = listOf(root, "location_list");
    const model = modelOr(options, textOf(root, "model_name"), stemOf(file).replace(/_?full_results.*/, ""));
    const positions = locations.flatMap((one) => {
      const position = given(one, "location_token_position");
      return typeof position === "number" && position >= 0 && position <= 1e9 ? [position] : [];
    });
    const length = options.length ?? promptSize(positions);
    const last = Math.max(0, ...positions);
    if (last > length)
      throw new MidspanError("usage", `--length; at least the last location, ${last} tokens: ${length}`);
    const times = numberOf(root, "repeat_question_limerick_count") ?? timesInPath(file) ?? 1;
    const task = times > 1 ? `needle-in-needles, needle ${times} times` : "needle-in-needles";
    return locations.flatMap((location, l) =>
      listOf(location, "question_result_list").flatMap((result, q) =>
        listOf(result, "trial_results", "cycle_results").map((trial, t) =>
          unlessRefused(`location ${l + 1}, question ${q + 1}, trial ${t + 1}: `, () => {
            const position = numberWithin(location, [0, 1e9], "location_token_position");
            const depth = Number((position / length).toFixed(4));
            return answerOf(result, trial, { model, task, length, depth });
          }),
        ),
      ),
    );
  },
};

/** Older files do not say how often the needle stands in the prompt; folders are named after it: "...-100x". */
function timesInPath({ folders, name }: SourceFile): number | undefined {
  const above = folders.slice(0, Math.max(1, name.split("/").length - 1));
  const times = above.map((folder) => /(?:^|[^a-z0-9])(\d{1,4})x(?:$|[^a-z0-9])/i.exec(folder)?.[1]);
  return times.flatMap((one) => (one === undefined ? [] : [Number(one)]))[0];
}

/**
 * Tokens of the prompt, which the file does not say: locations are even steps whose first is at 1 % and whose last
 * at 98 %. Where they are others, one step beyond the last.
 */
function promptSize(positions: readonly number[]): number {
  const [first, last] = [Math.min(...positions), Math.max(...positions)];
  const byFirst = first / 0.01;
  if (first > 0 && Math.abs(byFirst - last / 0.98) < 0.03 * byFirst) return Math.round(byFirst);
  const step = positions.length > 1 ? (last - first) / (positions.length - 1) : first;
  return Math.max(1, Math.round(last + step));
}

function answerOf(
  result: Fields,
  trial: Fields,
  cell: Pick<Answer, "model" | "task" | "length" | "depth">,
): Answer {
  const asked = fieldsOf(given(result, "question") ?? refuse("question", "a record", undefined), "question");
  const question = textOf(asked, "question");
  const alternates = given(asked, "alternate_answers");
  const good = textOf(trial, "good_answer") ?? textOf(asked, "answer");
  const accepted = [good, ...(Array.isArray(alternates) ? alternates : [])].flatMap((one) =>
    typeof one === "string" && one.trim() !== "" ? [one.trim()] : [],
  );
  const output = textOf(trial, "generated_answer");
  const passed = truthOf(trial, "passed");
  return {
    ...cell,
    unit: String(given(asked, "id") ?? question),
    question,
    answers: accepted,
    output,
    unscored: unscored(trial, output, passed),
    published: passed === undefined ? undefined : { score: Number(passed), raw: passed },
    ours:
      output === undefined || accepted.length === 0
        ? undefined
        : { recall: Number(bestSubspanEm(output, accepted)) },
  };
}

/** A verdict in a file without answers is enough; an answer without a verdict is not, nor a verdict on none. */
function unscored(
  trial: Fields,
  output: string | undefined,
  passed: boolean | undefined,
): Unscored | undefined {
  if (passed !== undefined && !("generated_answer" in trial)) return undefined;
  const missing = withoutText(output);
  if (missing !== undefined || passed !== undefined) return missing;
  return { status: "failed", message: "no verdict is recorded" };
}

function listOf(row: Fields, ...names: readonly string[]): readonly Fields[] {
  const value = given(row, ...names);
  if (!Array.isArray(value)) refuse(String(names[0]), "a list", value);
  return value.map((one) => fieldsOf(one, String(names[0])));
}
