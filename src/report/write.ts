import { join } from "node:path";
import { charts } from "../charts/index.ts";
import { renderPng } from "../charts/png.ts";
import { type ChartStyle, defaultStyle } from "../charts/style.ts";
import { renderSvg } from "../charts/svg.ts";
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
 * Throws `store-write` where the folder cannot be written.
 */
export async function writeReport(folder: string, input: ReportInput): Promise<readonly string[]> {
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
  for (const { chart, svg } of figures) {
    await put(`charts/${chart.name}.vl.json`, `${JSON.stringify(chart.spec, null, 2)}\n`);
    await put(`charts/${chart.name}.svg`, svg);
    await put(`charts/${chart.name}.png`, await renderPng(svg));
  }
  await put("summary.md", summaryMarkdown(input, figures, style));
  await put("index.html", reportPage(input, figures, style));
  return written;
}

/** The charts that these findings give, drawn one after the other (Vega's ids are counted globally). */
export async function drawFigures(input: ReportInput, style: ChartStyle): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const maker of charts) {
    const chart = maker.make(input.findings, style);
    const finding = input.findings.find(({ name }) => name === maker.needs);
    if (chart !== undefined && finding !== undefined)
      figures.push({ chart, finding, svg: await renderSvg(chart) });
  }
  return figures;
}

/** The style of a run: its simulated models are marked. */
export function styleOf(manifest: Manifest): ChartStyle {
  const simulated = manifest.models.filter((model) => model.simulated).map((model) => model.id);
  return { ...defaultStyle, simulated };
}
