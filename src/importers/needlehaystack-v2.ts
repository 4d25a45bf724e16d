import { substring } from "../scorers/substring.ts";
import { endingOf } from "./ending.ts";
import { answersOf, type Fields, fieldsOf, given, numberOf, numberWithin, textOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions, OwnScore } from "./importer.ts";
import { folderModel, modelOr } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

const TASKS: Readonly<Record<string, string>> = {
  single_needle: "needle",
  uuid_needle: "needle",
  multi_needle: "multi-needle",
  uuid_chain: "uuid-chain",
};

/**
 * Needle in a haystack, second version: JSONL rows with the recipe of the context. Realised length and depths are
 * in the recipe. Our score: the answer, or the share of the fragments, in the response; of a chain the share of
 * hops reached, without the start, which the question gives and the published score counts.
 */
export const needlehaystackV2: Importer = {
  name: "needlehaystack-v2",
  summary: "JSONL rows with model_id, context_length, target_depth_percent, recipe, response, score",
  paper: "Kamradt, Needle in a Haystack, version 2 (project page)",
  stands: "ours",
  fits: (name) => /\.jsonl(?:\.gz)?$/i.test(name),
  start: (options) => (value, file) => [answerOf(fieldsOf(value), file, options)],
};

function answerOf(row: Fields, file: SourceFile, options: ImportOptions): Answer {
  const type = textOf(row, "task_type", "task") ?? "needle";
  const recipe = nested(row, "recipe");
  const placements = listOf(recipe, "needle_placements", "placements");
  const depths = placements.map(
    (one) => numberWithin(one, [0, 100], "actual_depth_percent", "depth_percent") / 100,
  );
  const tokens = numberOf(recipe, "final_context_token_count", "token_count");
  const metadata = nested(row, "needle_metadata");
  const output = textOf(row, "response");
  const ours = output === undefined ? undefined : ownScore(output, row, metadata);
  const usage = nested(row, "usage");
  const [promptTokens, outputTokens] = [numberOf(usage, "input_tokens"), numberOf(usage, "output_tokens")];
  const asked = numberOf(row, "target_depth_percent", "depth_percent");
  const seed = given(row, "seed");
  return {
    model: modelOr(options, textOf(row, "model_id", "model", "model_request_name"), folderModel(file)),
    task: TASKS[type] ?? type,
    length: numberWithin(row, [1, 1e9], "context_length"),
    ...(tokens === undefined ? {} : { tokens, tokenizer: "as recorded by needlehaystack-v2" }),
    depth:
      asked === undefined
        ? depths[0]
        : numberWithin(row, [0, 100], "target_depth_percent", "depth_percent") / 100,
    ...(depths.length > 0 ? { goldDepths: depths } : {}),
    unit: `${type}#${seed ?? ""}#${seed === undefined ? (textOf(row, "prompt_question") ?? "") : ""}`,
    question: textOf(row, "prompt_question"),
    answers: accepted(row),
    output,
    unscored: endingOf(row, output, ours?.recall === 1),
    published: publishedOf(row),
    ours,
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    startedAt: textOf(row, "timestamp_utc"),
  };
}

/** A number, or {value, details}. */
function publishedOf(row: Fields): Answer["published"] {
  const score = given(row, "score");
  if (score === undefined) return undefined;
  const raw = numberWithin(typeof score === "object" ? (score as Fields) : { value: score }, [0, 1], "value");
  return { score: raw, raw };
}

function ownScore(output: string, row: Fields, metadata: Fields): OwnScore | undefined {
  const chain = answersOf(metadata, "chain");
  if (chain !== undefined && chain.length > 1) {
    const found = chain.slice(1).map((key) => substring(output, key));
    // As they count: whoever names a key has come that far.
    return { recall: (found.lastIndexOf(true) + 1) / found.length, found };
  }
  const wanted = answersOf(metadata, "expected_fragments") ?? accepted(row);
  if (wanted === undefined) return undefined;
  const found = wanted.map((one) => substring(output, one));
  return { recall: found.filter(Boolean).length / found.length, found };
}

function accepted(row: Fields): readonly string[] | undefined {
  const answer = textOf(row, "expected_answer")?.trim();
  return answer ? [answer] : undefined;
}

function nested(row: Fields, name: string): Fields {
  const value = given(row, name);
  return value === undefined ? {} : fieldsOf(value, name);
}

function listOf(row: Fields, ...names: readonly string[]): readonly Fields[] {
  const value = given(row, ...names);
  return Array.isArray(value) ? value.map((one) => fieldsOf(one, String(names[0]))) : [];
}
