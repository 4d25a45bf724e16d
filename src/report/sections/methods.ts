import type { Finding } from "../../findings.ts";
import { percent } from "../../number-words.ts";
import type { Manifest } from "../../record.ts";
import { html, type Markup } from "../markup.ts";
import { usedMethods } from "../used-methods.ts";

/** Words for every number of the page; they follow the project's table of numbers. */
const METHODS: readonly (readonly [string, string])[] = [
  [
    "Recall",
    "the share of scored trials (or of facts, where a trial asks for several) that were found, with a Wilson interval. Failed, refused, truncated and skipped trials are counted beside it and enter no rate.",
  ],
  [
    "Depth and length",
    "as realised in the finished prompt, measured in tokens; the asked value is named where it differs. Depth 0 % is the start of the context, 100 % its end.",
  ],
  ["Edge and middle", "depths up to 10 % or from 90 %; depths from 40 % to 60 %."],
  [
    "Middle gap",
    "edge recall minus middle recall, paired on the same fact and document; the interval comes from a bootstrap that draws whole documents.",
  ],
  [
    "Primacy, recency",
    "recall at the first (last) depth minus recall in the middle; exact McNemar tests, corrected by Holm's rule for there being two.",
  ],
  [
    "Verdict",
    "lost in the middle: both ends beat the middle. Primacy only, recency only: one end does. Inverted: the middle beats the ends. Flat: a difference beyond the stated margin is excluded. At the floor: next to nothing is recalled at any depth, so nothing could sag. Above its ability: see there. Inconclusive: these trials cannot decide, and the smallest gap they could have seen is named.",
  ],
  [
    "Claims",
    "one family, adjusted together by Holm's rule: for each model, task and length, that the middle is below (or above) both ends, that one end is favoured, that both ends equal the middle within the margin, that recall depends on depth (lowest depth), that it has the shape of a U (two lines), that it differs from the shortest length at equal depths and at the ends, and that the first line of an answer scores otherwise than all of it; for each model and task, that recall bends over all lengths, and that which needles are given back, and which wrong value, depends on position. Verdicts by length stand as tested for that length alone. Outside the family: intervals, whether a score was lost by depth (a warning: each length that lost some and all of them together, adjusted among these alone so that it is not missed), comparisons of models, chunk orders and experiments with prompts (adjusted among themselves), and what was asked until decided (its own error).",
  ],
  ["Floor and ceiling", "recall without the document, and with the fact alone."],
  [
    "Ability",
    "a task is within a model's ability where the lower bound of its recall with the fact alone, or that of its recall somewhere in the context, reaches 50 %; above it where the upper bound with the fact alone stays below 50 %, or the fact adds nothing to what is answered without it.",
  ],
  [
    "Effective length",
    "the longest length at which recall still holds a threshold: absolute (RULER's 85.6 %), relative to the shortest length (NoLiMa's 85 %), or at every depth.",
  ],
];

/** Of imported answers less is known. */
const IMPORTED: Readonly<Record<string, string>> = {
  "Depth and length":
    "as the imported files give them, in tokens: realised where they measured it, else asked or estimated. Depth 0 % is the start of the context, 100 % its end.",
};

/** Words for a run that stopped by its results, in place of those for a fixed n. */
const STOPPED: Readonly<Record<string, string>> = {
  "Middle gap":
    "edge recall minus middle recall, paired on the same fact and document; the interval is a betting confidence sequence (Waudby-Smith and Ramdas 2024), which holds at every number of documents at once.",
  "Primacy, recency":
    "recall at the first (last) depth minus recall in the middle, with confidence sequences of their own.",
};

function methodsOf({ imported, plan: { untilDecided } }: Manifest): readonly (readonly [string, string])[] {
  const instead = { ...(imported && IMPORTED), ...(untilDecided && STOPPED) };
  const methods = METHODS.map(([term, words]) => [term, instead[term] ?? words] as const);
  if (untilDecided === undefined) return methods;
  return [
    ...methods,
    [
      "Until decided",
      `documents were added, all depths of one together, until the verdict of a model, task and length was shown. For each of these by itself the chance of a wrong verdict is at most ${percent(untilDecided.error)}, wherever it stopped. An end is called the only one favoured where the other is shown to lie below half-way from the middle to it. Intervals of single recalls are those of a fixed n.`,
    ],
  ];
}

/** How it was measured, and how to measure it again. */
export function methodsSection(manifest: Manifest, findings: readonly Finding[]): Markup {
  const { plan, versions, models } = manifest;
  const tasks = plan.tasks.map(({ name, factors }) => `${name} ${JSON.stringify(factors)}`);
  const rows: readonly (readonly [string, string])[] = [
    ["Tasks", tasks.join("; ")],
    ["Haystack, needles", `${plan.haystack}, ${plan.needles}`],
    ["Lengths", plan.lengths.join(", ")],
    ["Depths", plan.depths.map(percent).join(", ")],
    [
      manifest.imported === undefined ? "Documents a cell" : "Answers a cell at most",
      `${plan.untilDecided ? "at most " : ""}${plan.trials}`,
    ],
    ["Margin of flat", manifest.margin === undefined ? "the default, 10 points" : percent(manifest.margin)],
    ["Seed, temperature", `${plan.seed ?? "not recorded"}, ${plan.generation.temperature ?? "not recorded"}`],
    [
      manifest.imported === undefined ? "Started, ended" : "Import started, ended",
      `${manifest.startedAt}, ${manifest.endedAt ?? "not finished"}`,
    ],
    ["Plan", manifest.planHash],
    ...models.map((model) => [`Model ${model.id}`, modelFacts(model)] as const),
    ...Object.entries(versions).map(([name, version]) => [name, version] as const),
  ];
  return html`<section aria-labelledby="methods"><h2 id="methods">How it was measured</h2>
<dl class="methods">${methodsOf(manifest).map(([term, words]) => html`<dt>${term}</dt><dd>${words}</dd>`)}</dl>
<h3>Statistics of this run</h3>
<ul>${usedMethods(findings).map((text) => html`<li>${text}</li>`)}</ul>
<h3>To repeat it</h3>
<pre class="command">${manifest.command}</pre>
<details><summary>Settings and versions</summary><table class="facts"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table></details>
</section>
`;
}

function modelFacts(model: Manifest["models"][number]): string {
  const facts = Object.entries(model.details).map(([name, value]) => `${name} ${value}`);
  const window = model.contextWindow === undefined ? [] : [`context window ${model.contextWindow}`];
  return [model.simulated ? ["simulated"] : [], [`tokenizer ${model.tokenizer}`], window, facts]
    .flat()
    .join(", ");
}
