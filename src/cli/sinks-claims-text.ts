import type { Finding } from "../findings.ts";
import { plainLine } from "./plain-line.ts";
import { wrapText } from "./wrap-text.ts";

/** Each claim with its experiment and what came out on each model; what was left out last. Within 80 columns. */
export function claimsText({ rows, cautions }: Finding): string {
  const claims = [...new Set(rows.map(({ group }) => String(group.claim)))];
  const told = claims.map((claim) => {
    const own = rows.filter(({ group }) => group.claim === claim);
    const [first] = own;
    return [
      `"${claim}"`,
      ...wrapText(String(first?.group.experiment ?? ""), 76).map((line) => `  ${line}`),
      ...own.flatMap(({ group, verdict, sentence }) =>
        wrapText(`${verdict?.toUpperCase()} \u00b7 ${plainLine(`${group.model}: ${sentence}`, 400)}`, 74).map(
          (line, i) => `${i === 0 ? "  - " : "    "}${line}`,
        ),
      ),
    ].join("\n");
  });
  return [...told, ...cautions].join("\n\n");
}
