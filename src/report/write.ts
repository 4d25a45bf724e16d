import { join } from "node:path";
import { drawChart } from "../charts/fit.ts";
import { charts } from "../charts/index.ts";
import { type Look, WEB } from "../charts/look.ts";
import { renderPng } from "../charts/png.ts";
import { type ChartStyle, defaultStyle } from "../charts/style.ts";
import type { Manifest } from "../record.ts";
import { recallCsv } from "./csv.ts";
import { reportPage } from "./html.ts";
import { summaryMarkdown } from "./markdown.ts";
import { trialsParquet } from "./parquet.ts";
import type { Figure, ReportInput } from "./report-input.ts";
import { writeAtomically } from "./write-atomically.ts";

/**
 * Writes every output of a run into its folder, each file whole or not at all, and returns their paths in the
 * order of writing; `index.html` comes last, so that it never points at a picture that is not there.
 * The files of `charts/` are drawn for `look`; the page shows them as it needs them.
 * Throws `store-write` where the folder cannot be written.
 */
export async function writeReport(
  folder: string,
  input: ReportInput,
  look: Look = WEB,
): Promise<readonly string[]> {
  const written: string[] = [];
  const put = async (name: string, content: string | Uint8Array): Promise<void> => {
    const file = join(folder, name);
    await writeAtomically(file, content);
    written.push(file);
  };
  const style = styleOf(input.manifest);
  const { manifest, findings, trials } = input;
  await put(
    "findings.json",
    `${JSON.stringify({ schema: 1, planHash: manifest.planHash, findings }, null, 2)}\n`,
  );
  await put("recall.csv", recallCsv(findings, style));
  await put("trials.parquet", await trialsParquet(trials));
  const figures = await drawFigures(input, style);
  const files = look === WEB ? figures : await drawFigures(input, { ...style, look });
  for (const { chart, svg } of files) {
    await put(`charts/${chart.name}.vl.json`, `${JSON.stringify(chart.spec, null, 2)}\n`);
    await put(`charts/${chart.name}.svg`, svg);
    await put(`charts/${chart.name}.png`, await renderPng(svg, look.zoom));
  }
  await put("summary.md", summaryMarkdown(input, figures, style));
  await put("index.html", reportPage(input, figures, style));
  return written;
}

/** The charts that these findings give, drawn one after the other (Vega's ids are counted globally). */
export async function drawFigures(input: ReportInput, style: ChartStyle): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const maker of charts) {
    const drawn = await drawChart(maker, input.findings, style);
    const finding = input.findings.find(({ name }) => name === maker.needs);
    if (drawn !== undefined && finding !== undefined) figures.push({ ...drawn, finding });
  }
  return figures;
}

/** The style of a run: its simulated models are marked. */
export function styleOf(manifest: Manifest): ChartStyle {
  const simulated = manifest.models.filter((model) => model.simulated).map((model) => model.id);
  return { ...defaultStyle, simulated };
}
