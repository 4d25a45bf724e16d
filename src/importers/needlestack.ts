import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { withoutText } from "./ending.ts";
import { type Fields, fieldsOf, given, numberOf, numberWithin, refuse, textOf, truthOf } from "./fields.ts";
import type { Answer, Importer, Unscored } from "./importer.ts";
import { modelOr, stemOf } from "./path-model.ts";

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
    const positions = locations.map((one) => numberWithin(one, [0, 1e9], "location_token_position"));
    const length = options.length ?? promptSize(positions);
    const times = numberOf(root, "repeat_question_limerick_count") ?? 1;
    const task = times > 1 ? `needle-in-needles, needle ${times} times` : "needle-in-needles";
    return locations.flatMap((location, i) =>
      listOf(location, "question_result_list").flatMap((question) =>
        answersAt(question, {
          model,
          task,
          length,
          depth: Number(((positions[i] ?? 0) / length).toFixed(4)),
        }),
      ),
    );
  },
};

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

function answersAt(
  result: Fields,
  cell: Pick<Answer, "model" | "task" | "length" | "depth">,
): readonly Answer[] {
  const asked = fieldsOf(given(result, "question") ?? refuse("question", "a record", undefined), "question");
  const question = textOf(asked, "question");
  const alternates = given(asked, "alternate_answers");
  return listOf(result, "trial_results", "cycle_results").map((trial) => {
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
      unscored: unscored(output, passed),
      published: passed === undefined ? undefined : { score: Number(passed), raw: passed },
      ours:
        output === undefined || accepted.length === 0
          ? undefined
          : { recall: Number(bestSubspanEm(output, accepted)) },
    };
  });
}

/** A verdict without its answer is enough; an answer without a verdict is not. */
function unscored(output: string | undefined, passed: boolean | undefined): Unscored | undefined {
  if (passed !== undefined && output === undefined) return undefined;
  const missing = withoutText(output);
  if (missing !== undefined || passed !== undefined) return missing;
  return { status: "failed", message: "no verdict is recorded" };
}

function listOf(row: Fields, ...names: readonly string[]): readonly Fields[] {
  const value = given(row, ...names);
  if (!Array.isArray(value)) refuse(String(names[0]), "a list", value);
  return value.map((one) => fieldsOf(one, String(names[0])));
}
