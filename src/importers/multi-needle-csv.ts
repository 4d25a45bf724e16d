import { type Fields, fieldsOf, given, numberWithin, textOf, truthOf } from "./fields.ts";
import type { Answer, Importer, ImportOptions } from "./importer.ts";
import { modelOr, stemOf } from "./path-model.ts";
import type { SourceFile } from "./source-files.ts";

/** Length, asked depth of the first needle, and model stand in a run's name: "1000-5--gpt-4--set--a1b2". */
const RUN_NAME = /^\d+-(?<first>\d+(?:\.\d+)?)--(?<model>.+?)--/;

/**
 * Several needles, one row a needle: whether that needle was given back, at its own depth. The answers are not in
 * the file, so the published score stands. Needles of one run are of one document and cluster. Asked depths are
 * even steps from the run's first needle to the end, which its name tells; else the realised one in whole per cent.
 * Which step a row is of follows from its place in the run, and where rows were put in another order from its depth.
 */
export const multiNeedleCsv: Importer = {
  name: "multi-needle",
  summary: "CSV with needle, insertion %, context size, retrieved_needles_check, total_needles",
  paper: "Martin 2024, Multi Needle in a Haystack (LangChain)",
  stands: "published",
  notes: ["Each needle is a trial at its own depth; needles of one run are taken for one document."],
  fits: (name) => /needle.*\.[ct]sv(?:\.gz)?$/i.test(name),
  start: (options) => {
    let before: Position = { run: "", nth: 0, realised: 0 };
    return (value, file) => {
      const row = fieldsOf(value);
      const run = runOf(row, file);
      const realised = numberWithin(row, [0, 100], "insertion %", "insertion_percent") / 100;
      // Needles go in from the first on: what goes back is in no order.
      const isNext = run === before.run && before.nth >= 0 && realised >= before.realised;
      before = { run, nth: isNext ? before.nth + 1 : run === before.run ? -1 : 0, realised };
      return [answerOf(row, before, file, options)];
    };
  },
};

interface Position {
  readonly run: string;
  /** Needles of the run before it; -1 where rows are in another order. */
  readonly nth: number;
  readonly realised: number;
}

function runOf(row: Fields, file: SourceFile): string {
  const name = given(row, "run name", "run_name", "run_url");
  return name === undefined ? `${file.name}#${given(row, "context size")}` : String(name);
}

function answerOf(row: Fields, position: Position, file: SourceFile, options: ImportOptions): Answer {
  const { run, realised } = position;
  const needles = numberWithin(row, [1, 1e6], "total_needles");
  const found = truthOf(row, "retrieved_needles_check");
  const { first, model } = RUN_NAME.exec(run)?.groups ?? {};
  const start = Number(first) / 100;
  const step = (1 - start) / needles;
  const asked = start + step * stepOf(position, start, step, needles);
  const needle = textOf(row, "needle")?.trim();
  return {
    model: modelOr(options, textOf(row, "model") || model, stemOf(file)),
    // Of different numbers of needles no common curve can be drawn.
    task: needles === 1 ? "needle" : `multi-needle, ${needles} needles`,
    length: numberWithin(row, [1, 1e9], "context size", "context_size", "context_length"),
    depth: first === undefined ? Math.round(realised * 100) / 100 : Number(asked.toFixed(4)),
    goldDepths: [realised],
    unit: run,
    answers: needle === undefined ? undefined : [textOf(row, "needle point")?.trim() ?? needle],
    published: found === undefined ? undefined : { score: Number(found), raw: found },
  };
}

/** A needle goes in at the end of a sentence before its step, so never far behind it: then the order is another. */
function stepOf({ nth, realised }: Position, start: number, step: number, needles: number): number {
  if (nth >= 0 && nth < needles && realised <= start + step * (nth + 0.5)) return nth;
  return Math.min(needles - 1, Math.max(0, Math.round((realised - start) / step)));
}
