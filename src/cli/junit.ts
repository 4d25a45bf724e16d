import { plainLine } from "./plain-line.ts";

/** One check as a test case: what was measured is its output, or why it failed. */
export interface TestCase {
  readonly name: string;
  readonly output?: string;
  readonly failure?: string;
}

/**
 * JUnit XML as CI systems read it (the schema of Jenkins' xUnit plugin): one suite, one case a check. Names come from
 * models and files: no control character is left in (XML 1.0, section 2.2 forbids most), and all else is escaped.
 */
export function junitXml(suite: string, cases: readonly TestCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  const lines = cases.map(({ name, output, failure }) => {
    const open = `    <testcase classname="${xml(suite)}" name="${xml(name)}"`;
    if (failure !== undefined)
      return `${open}>\n      <failure message="${xml(failure)}">${xml(failure)}</failure>\n    </testcase>`;
    return output === undefined
      ? `${open}/>`
      : `${open}>\n      <system-out>${xml(output)}</system-out>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(suite)}" ${counts}>`,
    ...lines,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function xml(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
