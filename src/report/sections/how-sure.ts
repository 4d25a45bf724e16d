import { methodName } from "../../charts/wording.ts";
import type { Finding } from "../../findings.ts";
import { grouped } from "../../number-words.ts";
import type { Manifest } from "../../record.ts";
import { claimsCounted } from "../claims-counted.ts";
import { html, type Markup } from "../markup.ts";
import type { RecordSummary } from "../record-summary.ts";
import { trialCounts } from "../trial-counts.ts";

/** How many trials, what kind of intervals, and what must not be claimed. */
export function howSureSection(
  manifest: Manifest,
  findings: readonly Finding[],
  record: RecordSummary,
): Markup {
  const methods = [
    ...new Set(
      findings.flatMap((f) =>
        f.rows.flatMap((row) => (row.estimate ? [methodName(row.estimate.method)] : [])),
      ),
    ),
  ];
  const counted = claimsCounted(findings);
  const cautions = [...new Set(findings.flatMap((f) => f.cautions))];
  return html`<section aria-labelledby="how-sure"><h2 id="how-sure">How sure is this?</h2>
<ul>
<li>${trialCounts(record)}. ${manifest.imported === undefined ? `Planned: ${manifest.plan.untilDecided ? "at most " : ""}${grouped(manifest.plan.trials)} documents a cell` : `Answers a cell: ${grouped(manifest.plan.trials)} at most`}.</li>
<li>Every rate stands with its interval and its n. Methods: ${methods.join("; ")}.</li>
${
  counted === ""
    ? undefined
    : html`<li>${counted}</li>
`
}</ul>
${cautions.length === 0 ? undefined : cautionList(cautions)}
</section>
`;
}

function cautionList(cautions: readonly string[]): Markup {
  return html`<div class="caution"><h3>With caution</h3><ul>${cautions.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}
