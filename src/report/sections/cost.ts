import type { Finding } from "../../findings.ts";
import { grouped } from "../../number-words.ts";
import type { Manifest } from "../../record.ts";
import { breakable } from "../breakable.ts";
import { html, type Markup } from "../markup.ts";
import type { JudgeSpent, Spent, Told } from "../spent.ts";

/** What the answers took. What a server does not report is not known, and no price is made up for it. */
export function costSection(spent: Spent, manifest: Manifest, findings: readonly Finding[]): Markup {
  const of = (told: Told): string =>
    told.n < spent.trials ? ` (of ${grouped(told.n)} trials that say so)` : "";
  const tokens = (name: string, told: Told | undefined): string =>
    told === undefined ? `${name}: not reported` : `${name}: ${grouped(told.sum)}${of(told)}`;
  const time = spent.totalMs;
  const ends = manifest.endedAt === undefined ? Number.NaN : Date.parse(manifest.endedAt);
  const passed = ends - Date.parse(manifest.startedAt);
  return html`<section aria-labelledby="cost"><h2 id="cost">What did it cost?</h2>
<ul>
<li>${tokens("Prompt tokens", spent.promptTokens)}${spent.cachedTokens === undefined ? "" : `, ${grouped(spent.cachedTokens.sum)} of them from a cache`}; ${tokens("answer tokens", spent.outputTokens)}.</li>
<li>${time === undefined ? "Time of the answers: not reported" : `Time of the answers, added up: ${duration(time.sum)}${of(time)}`}${passed > 0 ? `; from first to last ${duration(passed)}` : ""}.${spent.repeats > 0 ? ` ${grouped(spent.repeats)} requests were repeats.` : ""}</li>
${spent.judges.map((judge) => html`<li>${breakable(judgeLine(judge))}</li>`)}
${moneyLines(findings).map((text) => html`<li>${breakable(text)}</li>`)}
</ul>
</section>
`;
}

/** A judge is asked beside the model that is measured, and paid beside it. */
function judgeLine({ by, answers, promptTokens, outputTokens }: JudgeSpent): string {
  const tokens = (told: Told | undefined): string =>
    told === undefined
      ? "not reported"
      : `${grouped(told.sum)}${told.n < answers ? ` (of ${grouped(told.n)} that say so)` : ""}`;
  return `Judged by ${by}, on top: ${grouped(answers)} answers; prompt tokens: ${tokens(promptTokens)}; answer tokens: ${tokens(outputTokens)}.`;
}

/** Models of one price beside each other; those that nobody charges for, or whose price is not known, together. */
function moneyLines(findings: readonly Finding[]): readonly string[] {
  const rows = findings.find(({ name }) => name === "cost-against-recall")?.rows ?? [];
  const models = [...new Set(rows.map(({ group }) => String(group.model)))];
  const priced = rows.filter(({ name }) => name === "USD per 1,000 prompts");
  const unpriced = models.filter((model) => !priced.some(({ group }) => group.model === model));
  const lines = priced.map(({ group, estimate }) => {
    const { value = 0, n = 0 } = estimate ?? {};
    return `${group.model}, ${group.task}, ${group.lengths} tokens: ${Number(value.toPrecision(3))} USD for 1,000 prompts (n = ${grouped(n)})${group.pricesOf === undefined ? "" : `, at the prices of ${group.pricesOf}`}.`;
  });
  if (unpriced.length === 0) return lines;
  return [
    ...lines,
    `No price known${lines.length === 0 ? "" : ` of ${unpriced.join(", ")}`}: nothing is said about money.`,
  ];
}

/** "3.2 s", "14 min", "2 h 05 min". */
function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toPrecision(2)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
