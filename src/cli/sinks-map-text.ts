import type { Finding } from "../findings.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** The verdicts and the sink rates, within 80 columns. */
export function mapText(findings: readonly Finding[]): string {
  const said = findings.flatMap(({ rows }) =>
    rows.flatMap(({ group, verdict, sentence }) =>
      sentence === undefined
        ? []
        : [
            [
              `${plainLine(String(group.model))}: ${verdict}`,
              ...wrapText(sentence, 76).map((line) => `  ${line}`),
            ].join("\n"),
          ],
    ),
  );
  const rates = findings
    .flatMap(({ rows }) => rows)
    .filter(({ name }) => name === "sink rate")
    .map(({ group, estimate: e }) => [
      plainLine(String(group.model), 40),
      String(group.epsilon),
      `${(100 * (e?.value ?? 0)).toFixed(1)} %`,
      e === undefined || e.n < 2 ? "none" : `${(100 * e.low).toFixed(1)} to ${(100 * e.high).toFixed(1)}`,
      String(e?.n ?? 0),
    ]);
  const notes = findings
    .flatMap(({ cautions }) => cautions)
    .map((text) => wrapText(`Note: ${text}`, 78).join("\n"));
  return [
    ...said,
    textTable([["sink rate of", "epsilon", "heads", "interval", "n"], ...rates]),
    ...notes,
  ].join("\n\n");
}
