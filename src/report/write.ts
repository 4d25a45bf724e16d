import { rm } from "node:fs/promises";
import { join } from "node:path";
import { drawChart } from "../charts/fit.ts";
import { charts } from "../charts/index.ts";
import { type Look, WEB } from "../charts/look.ts";
import { renderPdf } from "../charts/pdf.ts";
import { renderPng } from "../charts/png.ts";
import { type ChartStyle, defaultStyle } from "../charts/style.ts";
import type { Finding } from "../findings.ts";
import type { Manifest } from "../record.ts";
import { recallCsv } from "./csv.ts";
import { findingCsv } from "./finding-csv.ts";
import { reportPage } from "./html.ts";
import { summaryMarkdown } from "./markdown.ts";
import { writeTrialsParquet } from "./parquet.ts";
import type { Figure, ReportInput } from "./report-input.ts";
import { writeWithin } from "./write-atomically.ts";

/** Look and kind of a report. */
export interface WriteOptions {
  /** What the files of `charts/` are for; the page shows its pictures as it needs them. */
  readonly look?: Look;
  /** Whether each file of `charts/` is a PDF too; charts for paper always are. */
  readonly pdf?: boolean;
  /** Whether the page has a script, for search and for hints beside the pointer. */
  readonly interactive?: boolean;
  /** Makes a PNG of an SVG as `renderPng` does, but elsewhere. */
  readonly paint?: typeof renderPng;
}

const CHART_ENDINGS = ["vl.json", "svg", "png", "pdf"] as const;

/**
 * Writes every output of a run into its folder, each file whole or not at all, and returns their paths in the
 * order of writing; `index.html` comes last, so that it never points at a picture that is not there.
 *
 * Throws `store-write` where the folder cannot be written.
 *
 * @example
 * ```ts
 * const files = await writeReport("reports/mine", input, { interactive: true });
 * ```
 */
export async function writeReport(
  folder: string,
  input: ReportInput,
  { look = WEB, interactive = false, pdf = look.name === "paper", paint = renderPng }: WriteOptions = {},
): Promise<readonly string[]> {
  const written: string[] = [];
  const put = async (name: string, content: string | Uint8Array): Promise<void> => {
    written.push(await writeWithin(folder, name, content));
  };
  const style = styleOf(input.manifest);
  const { manifest, findings, trials } = input;
  await put(
    "findings.json",
    `${JSON.stringify({ schema: 1, planHash: manifest.planHash, findings }, null, 2)}\n`,
  );
  await put("recall.csv", recallCsv(findings, style));
  for (const finding of findings)
    if (finding.rows.length > 0) await put(`tables/${finding.name}.csv`, findingCsv(finding, style));
  const parquet = join(folder, "trials.parquet");
  if (trials !== undefined) await writeTrialsParquet(parquet, trials);
  written.push(parquet);
  const painting: Promise<Uint8Array>[] = [];
  const paintDrawn = ({ svg }: Figure): void => {
    const painted = paint(svg, look.zoom);
    painted.catch(() => {}); // told where they are waited for
    painting.push(painted);
  };
  const figures = await drawFigures(input, style, look === WEB ? paintDrawn : undefined);
  const files = look === WEB ? figures : await drawFigures(input, { ...style, look }, paintDrawn);
  const page = reportPage(input, figures, style, { interactive, pdf });
  for (const [i, { chart, svg }] of files.entries()) {
    await put(`charts/${chart.name}.vl.json`, `${JSON.stringify(chart.spec, null, 2)}\n`);
    await put(`charts/${chart.name}.svg`, svg);
    await put(`charts/${chart.name}.png`, (await painting[i]) as Uint8Array);
    if (pdf) await put(`charts/${chart.name}.pdf`, await renderPdf(svg, chart.title));
  }
  await removeStale(folder, files, findings, pdf);
  await put("summary.md", summaryMarkdown(input, figures, style));
  await put("index.html", page);
  return written;
}

/** A chart or table of an earlier report that these findings do not give would contradict the page. */
async function removeStale(
  folder: string,
  figures: readonly Figure[],
  findings: readonly Finding[],
  pdf: boolean,
): Promise<void> {
  const drawn = new Set(figures.map(({ chart }) => chart.name));
  const told = new Set(findings.filter(({ rows }) => rows.length > 0).map(({ name }) => name));
  const stale = [
    ...charts
      .filter(({ name }) => !drawn.has(name))
      .flatMap(({ name }) => CHART_ENDINGS.map((ending) => `charts/${name}.${ending}`)),
    ...(pdf ? [] : [...drawn].map((name) => `charts/${name}.pdf`)),
    ...[...findings.map(({ name }) => name), "comparison"]
      .filter((name) => !told.has(name))
      .map((name) => `tables/${name}.csv`),
  ];
  for (const name of stale) await rm(join(folder, name), { force: true });
}

/**
 * The charts that these findings give, drawn one after the other (Vega's ids are counted globally).
 *
 * @param drawn is told each as soon as it is there
 */
export async function drawFigures(
  input: Pick<ReportInput, "findings">,
  style: ChartStyle,
  drawn?: (figure: Figure) => void,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const maker of charts) {
    const chart = await drawChart(maker, input.findings, style);
    const finding = input.findings.find(({ name }) => name === maker.needs);
    if (chart === undefined || finding === undefined) continue;
    const figure = { ...chart, finding };
    figures.push(figure);
    drawn?.(figure);
  }
  return figures;
}

/** The style of a run: its simulated models are marked. */
export function styleOf(manifest: Manifest): ChartStyle {
  const simulated = manifest.models.filter((model) => model.simulated).map((model) => model.id);
  return { ...defaultStyle, simulated };
}
