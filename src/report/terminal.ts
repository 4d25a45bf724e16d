import { estimatedSentence } from "../charts/caption.ts";
import { evenly } from "../charts/evenly.ts";
import { type RecallCell, recallCells } from "../charts/recall-cell.ts";
import { seriesKey, seriesOf } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import { visibleText } from "../charts/visible-text.ts";
import { wrap } from "../charts/wrap.ts";
import type { Finding } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { OUT_OF_REACH_HEADS, type OutOfReach, outOfReach } from "./out-of-reach.ts";
import { verdictSummaries } from "./verdict-summary.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Block characters and dashes; without it ASCII alone. */
  readonly unicode: boolean;
  /** Columns of the terminal; the map keeps within them. */
  readonly width: number;
}

const LABEL = 9;
const CELL = 6;

/** Recall in per cent by length (down) and depth (across), a block a series. Pure; ends without a newline. */
export function terminalHeatMap(
  findings: readonly Finding[],
  style: ChartStyle,
  options: TerminalOptions,
): string {
  const cells = recallCells(findings.find(({ name }) => name === "recall-by-length-and-depth"));
  const asked = [...new Set(cells.map((cell) => cell.askedDepth))].sort((a, b) => a - b);
  const depths = evenly(asked, Math.max(2, Math.floor((options.width - LABEL) / CELL)));
  const head =
    `${"depth %".padStart(LABEL)}${depths.map((d) => `${String(Math.round(d * 100)).padStart(CELL - 1)} `).join("")}`.trimEnd();
  const hiddenSeries = outOfReach(findings, style).map(({ series }) => series.key);
  const shown = seriesOf(
    cells.map((cell) => cell.row),
    style,
  ).filter(({ key }) => !hiddenSeries.includes(key));
  const blocks = shown.map((series) => {
    const own = cells.filter((cell) => seriesKey(cell.row) === series.key);
    const lengths = [...new Set(own.flatMap((cell) => cell.length ?? []))].sort((a, b) => a - b);
    const lines = lengths.map((length) => {
      const at = (depth: number) => own.find((c) => c.length === length && c.askedDepth === depth);
      return `${grouped(length).padStart(LABEL)}${depths.map((depth) => cellText(at(depth), options)).join("")}`.trimEnd();
    });
    return [...wrap(plain(series.label, options), options.width), head, ...lines].join("\n");
  });
  const estimated = estimatedSentence(cells.map((cell) => cell.row));
  const hidden = asked.length - depths.length;
  const note = hidden > 0 ? [`${depths.length} of ${asked.length} depths shown; the report has all.`] : [];
  const notes = [...note, ...(estimated === "" ? [] : [plain(estimated, options)])];
  return [...blocks, ...notes.map((text) => wrap(text, options.width).join("\n"))].join("\n\n");
}

/** The verdicts in sentences, wrapped to the terminal; tasks above a model's ability in a table behind them. */
export function terminalVerdicts(
  findings: readonly Finding[],
  style: ChartStyle,
  options: TerminalOptions,
): string {
  const floors = outOfReach(findings, style);
  const within = verdictSummaries(findings, style).filter(
    ({ series }) => !floors.some((floor) => floor.series.key === series.key),
  );
  const sentences = within
    .map(({ series, headline, sentences }) => {
      const bold = options.colour ? (text: string) => `\u001b[1m${text}\u001b[22m` : (text: string) => text;
      const first = `${series.label}: ${headline}`;
      const [lead = "", ...more] = wrap(plain(first, options), options.width);
      const body = sentences.slice(0, 1).flatMap((s) => wrap(plain(s, options), options.width - 2));
      return [bold(lead), ...more.map(bold), ...body.map((line) => `  ${line}`)].join("\n");
    })
    .join("\n");
  const table = floors.length === 0 ? "" : floorTable(floors, options);
  return [sentences, table, cautionLines(findings, options)].filter((block) => block !== "").join("\n\n");
}

/** Cautions about the record that a terminal has room for. */
const MOST_CAUTIONS = 3;

/** What may not be claimed of the record as a whole: mixed versions, tokenizers, simulated trials, many unscored. */
function cautionLines(findings: readonly Finding[], options: TerminalOptions): string {
  const all = [...new Set(findings.find(({ name }) => name === "recall-by-depth")?.cautions)];
  const left = all.length - MOST_CAUTIONS;
  const more = left > 0 ? [`${left} more in the report.`] : [];
  const lines = [...all.slice(0, MOST_CAUTIONS), ...more];
  return lines.flatMap((text) => wrap(plain(`With caution: ${text}`, options), options.width)).join("\n");
}

const COLUMN = 13;

/** Labels that do not fit beside the numbers get a line of their own. */
function floorTable(floors: readonly OutOfReach[], options: TerminalOptions): string {
  const room = options.width - OUT_OF_REACH_HEADS.length * COLUMN;
  const line = (label: string, numbers: readonly string[]): string => {
    const columns = numbers.map((text) => plain(text, options).padStart(COLUMN)).join("");
    const lines = wrap(label, options.width);
    const last = lines.at(-1) ?? "";
    return last.length <= room
      ? [...lines.slice(0, -1), last.padEnd(room) + columns].join("\n")
      : [...lines, " ".repeat(room) + columns].join("\n");
  };
  return [
    line("Above its ability: recall", OUT_OF_REACH_HEADS),
    ...floors.map(({ series, context, alone, without }) =>
      line(plain(series.label, options), [context, alone, without]),
    ),
  ].join("\n");
}

/** Five levels from viridis' dark to its bright end, as xterm 256-colour numbers with a readable ink. */
const LEVELS = [
  { ground: 54, ink: 231, block: " " },
  { ground: 60, ink: 231, block: "\u2591" },
  { ground: 30, ink: 231, block: "\u2592" },
  { ground: 71, ink: 16, block: "\u2593" },
  { ground: 220, ink: 16, block: "\u2588" },
] as const;

function cellText(cell: RecallCell | undefined, { colour, unicode }: TerminalOptions): string {
  if (cell?.estimate === undefined) return `${(unicode ? "\u00b7" : "-").padStart(CELL - 1)} `;
  const { value } = cell.estimate;
  const number = String(Math.round(value * 100));
  const level = LEVELS[Math.min(LEVELS.length - 1, Math.floor(value * LEVELS.length))] ?? LEVELS[0];
  if (colour) return `\u001b[48;5;${level.ground};38;5;${level.ink}m${number.padStart(CELL - 1)} \u001b[0m`;
  return `${(unicode ? `${level.block}${number.padStart(3)}` : number).padStart(CELL - 1)} `;
}

/** No terminal code of a name or sentence reaches the terminal. */
function plain(text: string, { unicode }: TerminalOptions): string {
  const seen = visibleText(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII goes
  return unicode ? seen : seen.replace(/[\u2013\u2014\u2212]/g, "-").replace(/[^\u0000-\u007f]/g, "?");
}
