import type { Command } from "commander";

/** How charts are drawn; read by `lookNamed`. */
export function addChartOptions(command: Command): Command {
  return command
    .option("--style <name>", "charts for the web, paper (85 mm) or a slide (16:9)")
    .option("--width <size>", "of the charts, e.g. 120mm or 1920px")
    .option("--pdf", "each chart as PDF too (for paper they always are)");
}

/** What every command takes that writes a page from a record. */
export function addPageOptions(command: Command): Command {
  return addChartOptions(command)
    .option("--interactive", "a page with search and hints (scripts)")
    .option("--prices <file>", "prices in YAML over those of datasets/prices.yaml")
    .option("--json", "print only JSON");
}
