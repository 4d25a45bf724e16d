import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../src/root.ts";

const TEXT = '(`(?:[^`\\\\]|\\\\.)*`|"(?:[^"\\\\]|\\\\.)*")';
const THROWN = [
  new RegExp(`new MidspanError\\(\\s*(?:"([a-z-]+)"|[\\w.]+),\\s*${TEXT}`, "g"),
  new RegExp(`assertThat\\([^;]{0,200}?,\\s*"([a-z-]+)",\\s*\\(\\) =>\\s*${TEXT}`, "g"),
];

interface Message {
  readonly file: string;
  readonly code: string | undefined;
  readonly text: string;
}

function messages(): readonly Message[] {
  const src = join(packageRoot(), "src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(src, file), "utf8");
    return THROWN.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, code, told = ""]) => ({ file, code, text: told.slice(1, -1) })),
    );
  });
}

it("every error reads `what; the rule: value`", () => {
  const all = messages();
  expect(all.length).toBeGreaterThan(250);
  // Those that put a place in front of another message carry its grammar; those of "internal" are for us.
  const own = all.filter(
    ({ code, text }) =>
      code !== "internal" && !text.startsWith("${") && !/: \$\{(error\.)?message\}$/.test(text),
  );
  expect(own.filter(({ text }) => !/^[^;]+; [\s\S]+: [\s\S]+$/.test(text))).toEqual([]);
});
