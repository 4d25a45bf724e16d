import { expect } from "vitest";
import type { Estimate, Finding } from "../../src/findings.ts";

/** Estimates of a finding's rows of one group, by name. */
export function measuredOf(
  finding: Finding,
  wanted: Record<string, string>,
): Record<string, Estimate | undefined> {
  const own = finding.rows.filter(({ group }) =>
    Object.entries(wanted).every(([key, value]) => group[key] === value),
  );
  return Object.fromEntries(own.map(({ name, estimate }) => [name, estimate]));
}

/** That nothing is told in more than 80 columns. */
export function narrow(stdout: string): void {
  for (const line of stdout.split("\n").filter((text) => !text.startsWith("Report")))
    expect(line.length, line).toBeLessThanOrEqual(80);
}
