import type { Finding } from "../findings.ts";
import { decimals } from "../number-words.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** A line a measure, a column an architecture: the mean over seeds and half its interval; within 80 columns. */
export function architecturesText({ rows }: Finding): string {
  const means = rows.filter(
    ({ group, name }) => group.model === undefined && group.against === undefined && name !== "verdict",
  );
  const architectures = [...new Set(means.map(({ group }) => String(group.architecture)))];
  const names = [...new Set(means.map(({ name }) => name))];
  const lines = names.map((name) => [
    name,
    ...architectures.map((architecture) => {
      const row = means.find((one) => one.name === name && one.group.architecture === architecture);
      if (row?.estimate === undefined) return "";
      const { value, high } = row.estimate;
      const shown = (number: number): string =>
        row.unit === undefined ? decimals(100 * number, 1) : decimals(number, 2);
      return `${shown(value)} \u00b1 ${shown(high - value)}`;
    }),
  ]);
  const said = rows.find(({ name }) => name === "verdict");
  return [
    textTable([["(%, or nats)", ...architectures.map((name) => plainLine(name, 14))], ...lines]),
    "",
    ...wrapText(`${said?.verdict ?? ""}. ${said?.sentence ?? ""}`, 78),
  ].join("\n");
}
