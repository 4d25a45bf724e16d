import { MidspanError } from "../errors.ts";
import type { ImportedFile, Refusal, Trial } from "../record.ts";
import { fileRows } from "./file-rows.ts";
import type { Importer, ImportOptions, RowReader } from "./importer.ts";
import { stemOf } from "./path-model.ts";
import type { Row } from "./row.ts";
import { type SourceFile, sourceFiles } from "./source-files.ts";
import { toTrial } from "./to-trial.ts";

/** What an import met beside the trials; complete when the trials have ended. */
export interface Encountered {
  readonly files: ImportedFile[];
  readonly passedOver: readonly string[];
  /** Rows that do not fit; the first of them in `refusals`. */
  refused: number;
  readonly refusals: Refusal[];
}

const MOST_REFUSALS = 100;

/**
 * The trials of published results, one after another and in the memory of one. A row that does not fit is counted
 * and named, and the next is read. Throws `input-file` where there is no file of the format, or no usable row.
 *
 * @example
 * ```ts
 * const ruler = importers.find(({ name }) => name === "ruler")!;
 * const { trials, met } = importResults(ruler, ["results/"], {});
 * for await (const trial of trials) console.log(trial.cell.depth, trial.score?.recall);
 * console.log(met.refused, "rows did not fit");
 * ```
 */
export function importResults(
  importer: Importer,
  paths: readonly string[],
  options: ImportOptions,
): { readonly trials: AsyncGenerator<Trial>; readonly met: Encountered } {
  const { files: found, passedOver } = sourceFiles(paths, importer.fits);
  const isLast = (file: SourceFile): boolean => importer.last?.(stemOf(file)) ?? false;
  const files = [...found.filter((file) => !isLast(file)), ...found.filter(isLast)];
  if (files.length === 0)
    throw new MidspanError(
      "input-file",
      `no ${importer.name} results; ${importer.summary}: ${paths.join(", ")}`,
      { cure: "Name a file of it itself, or see midspan list formats." },
    );
  const met: Encountered = { files: [], passedOver, refused: 0, refusals: [] };
  return { trials: trialsOf(importer, files, options, met), met };
}

async function* trialsOf(
  importer: Importer,
  files: readonly SourceFile[],
  options: ImportOptions,
  met: Encountered,
): AsyncGenerator<Trial> {
  const read = importer.start(options);
  const record = { format: importer.name, stands: options.stands ?? importer.stands };
  let usable = 0;
  let unread: MidspanError | undefined;
  const refuse = (refusal: Refusal): void => {
    met.refused++;
    if (met.refusals.length < MOST_REFUSALS) met.refusals.push(refusal);
  };
  for (const file of files) {
    const { rows, reading } = fileRows(file);
    let count = 0;
    let line = 1;
    try {
      for await (const row of rows) {
        count++;
        line = row.line;
        for (const [nth, answer] of answersOf(row, read, file).entries()) {
          const place = { file: file.name, line, record: count };
          if ("rule" in answer) refuse({ ...place, rule: answer.rule });
          else {
            usable++;
            yield toTrial(answer, record, { ...place, nth });
          }
        }
      }
    } catch (error) {
      // One file of many that is damaged: what was read of it stands, and the next is read.
      if (!isOfInput(error)) throw error;
      unread ??= error;
      refuse({ file: file.name, line, record: count + 1, rule: `rest of the file: ${error.message}` });
      count++;
    }
    if (count === 0) refuse({ file: file.name, line: 1, record: 1, rule: "file; must hold a row: none" });
    const { bytes } = reading;
    met.files.push({ name: file.name, bytes, sha256: reading.sha256(), rows: count });
  }
  if (usable > 0) return;
  if (unread !== undefined && files.length === 1) throw unread;
  const [first] = met.refusals;
  const why = first === undefined ? "no row" : `${met.refused} row${met.refused === 1 ? "" : "s"}, none fits`;
  const example = first === undefined ? "" : `; ${first.file}:${first.line}: ${first.rule}`;
  throw new MidspanError("input-file", `nothing to import; ${importer.summary}: ${why}${example}`, {
    cure: "Check the format: midspan list formats.",
  });
}

function answersOf(row: Row, read: RowReader, file: SourceFile): ReturnType<RowReader> {
  if ("broken" in row) return [{ rule: row.broken }];
  try {
    return read(row.value, file, row.inList === true);
  } catch (error) {
    if (isOfInput(error)) return [{ rule: error.message }];
    throw error;
  }
}

function isOfInput(error: unknown): error is MidspanError {
  return error instanceof MidspanError && error.code === "input-file";
}
