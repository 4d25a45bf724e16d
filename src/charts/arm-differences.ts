import type { Finding, Row } from "../findings.ts";
import { estimatedSentence } from "./caption.ts";
import type { ChartMaker } from "./chart-maker.ts";
import { forestPanel } from "./forest.ts";
import { frame } from "./frame.ts";
import { panelHeader } from "./panels.ts";
import { modelLabel } from "./series.ts";
import { type ChartStyle, plotWidth, sized } from "./style.ts";
import { visibleText } from "./visible-text.ts";

/** What differs between the experiments whose differences are drawn alike. */
interface Experiment {
  readonly name: string;
  readonly title: string;
  /** What is counted right, for the caption. */
  readonly share: string;
  readonly units: string;
  /** How intervals and verdicts come about, for the caption. */
  readonly method: string;
  /** A line of a difference; undefined = not drawn. `against` is what it is compared with. */
  line(group: Row["group"]): { readonly name: string; readonly turned: boolean } | undefined;
}

const MCNEMAR = "Newcombe); verdicts by the exact McNemar test, Holm over all comparisons of a panel";

/** Forest plot of opening lines: each against the first, and against its controls; a panel a model. */
export const openingLines: ChartMaker = maker({
  name: "opening-lines",
  title: "Opening lines and their controls",
  share: "Share of items right under the first opening named, minus that under the second",
  units: "items",
  method: MCNEMAR,
  line: ({ arm, against }) => ({ name: `${arm} against ${against}`, turned: false }),
});

/** Forest plot of places of an instruction: each against none at all; a panel a model and length. */
export const instructionPlaces: ChartMaker = maker({
  name: "instruction-places",
  title: "Places of an instruction against none",
  share:
    "Share of answers that keep the instruction's rule at each place, minus that without the instruction",
  units: "documents",
  method: MCNEMAR,
  line: ({ place, against }) => (place === "nowhere" ? { name: String(against), turned: true } : undefined),
});

/** Forest plot of what is put in front of a prompt, each against the usual; a panel a model and length. */
export const placeholderDifferences: ChartMaker = maker({
  name: "placeholders",
  title: "Placeholders in front of the prompt",
  share: "Recall with each in front, all depths together, minus recall with the one that it is compared with",
  units: "documents",
  method:
    "bootstrap over documents); verdicts by sign flips of documents, Holm over the placeholders of a panel",
  line: ({ placeholder, against }) => ({ name: `${placeholder} against ${against}`, turned: false }),
});

function maker(experiment: Experiment): ChartMaker {
  const { name, title, share, units, method } = experiment;
  return {
    name,
    title,
    needs: name,
    make(findings, style) {
      const finding = findings.find((one: Finding) => one.name === name);
      const rows = (finding?.rows ?? []).filter((row) => row.name === "difference" && row.estimate);
      const values = rows.flatMap((row) => lineOf(row, experiment, style));
      const [head] = values;
      if (head === undefined) return undefined;
      const panels = [...new Set(values.map(({ panel }) => panel))];
      const least = Math.min(...rows.map(({ estimate }) => estimate?.n ?? 0)).toLocaleString("en");
      const unscored = Math.max(...rows.map((row) => row.unscored));
      const left = unscored > 0 ? `; up to ${unscored} left out because not all were scored` : "";
      const estimated = estimatedSentence(rows);
      const judges = [
        ...new Set(rows.flatMap(({ group }) => (group.judgedBy ? [String(group.judgedBy)] : []))),
      ];
      const judged = judges.length === 0 ? "" : ` Judged by ${visibleText(judges.join("; "))}.`;
      const caption = `${share}: points with 95 % intervals (${method}. n = ${least} ${units} a panel at least${left}.${estimated === "" ? "" : ` ${estimated}`}${judged}`;
      const forest = {
        line: "line",
        names: [...new Set(values.map(({ line }) => line))],
        width: plotWidth(360, style),
        title: "Difference (points)",
        least: Math.min(...values.map(({ low }) => low)),
        most: Math.max(...values.map(({ high }) => high)),
      };
      return frame({ name, title, caption }, style, {
        data: { values },
        spacing: sized(18, style),
        facet: {
          row: {
            field: "panel",
            type: "nominal",
            sort: panels,
            title: null,
            header: panelHeader("[+(]| [0-9,]+ tokens", style),
          },
        },
        spec: forestPanel(forest, style),
        resolve: { scale: { y: "independent" } },
      });
    },
  };
}

function lineOf({ group, estimate, verdict = "" }: Row, experiment: Experiment, style: ChartStyle) {
  const drawn = experiment.line(group);
  if (drawn === undefined || estimate === undefined) return [];
  const { value, low, high, n } = estimate;
  const [gap, from, to] = drawn.turned ? [-value, -high, -low] : [value, low, high];
  const word = drawn.turned ? (TURNED[verdict] ?? verdict) : verdict;
  const panel = `${modelLabel(group, style)}, ${Number(group.length).toLocaleString("en")} tokens`;
  const line = visibleText(drawn.name);
  const round = (share: number): number => Math.round(100 * share);
  return [
    {
      panel,
      line,
      gap,
      low: from,
      high: to,
      verdict: word.replace(" to differ", ""),
      label: `${panel}, ${line}: ${round(gap)} points (${round(from)} to ${round(to)}), n = ${n}, ${word}`,
    },
  ];
}

/** A difference that is drawn the other way round. */
const TURNED: Readonly<Record<string, string>> = { better: "worse", worse: "better" };
