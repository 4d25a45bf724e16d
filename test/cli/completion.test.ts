import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { midspan } from "./midspan.ts";

/** What bash offers behind the words typed. */
function offered(script: string, ...words: readonly string[]): readonly string[] {
  const typed = words.map((word) => `'${word}'`).join(" ");
  const asked = `COMP_WORDS=(midspan ${typed}); COMP_CWORD=${words.length}; _midspan; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync("bash", ["--norc", "-c", `${script}\n${asked}`], { encoding: "utf8" });
  return text.split("\n").filter((line) => line !== "");
}

describe("midspan completion bash", async () => {
  const { code, stdout: script } = await midspan(["completion", "bash"], tmpdir());

  it("completes commands, those below them, and options", () => {
    expect(code).toBe(0);
    expect(offered(script, "re")).toEqual(["report"]);
    expect(offered(script, "sinks", "ma")).toEqual(["map"]);
    expect(offered(script, "run", "--max-l")).toEqual(["--max-length"]);
    expect(offered(script, "run", "--model", "x", "--unt")).toEqual(["--until-decided"]);
    expect(offered(script, "sinks", "map", "--ep")).toEqual(["--epsilon"]);
    expect(offered(script, "completion", "z")).toEqual(["zsh"]);
  });

  it("offers what a command has, and leaves files to the shell", () => {
    expect(offered(script, "")).toContain("sinks");
    expect(offered(script, "report", "./rep")).toEqual([]);
    expect(offered(script, "check", "--epsilon")).toEqual([]);
    // A folder that is called like a command is none.
    expect(offered(script, "report", "map", "--ep")).toEqual([]);
  });
});

it.each(["zsh", "fish"])("midspan completion %s names commands and options", async (shell) => {
  const { code, stdout } = await midspan(["completion", shell], tmpdir());
  expect(code).toBe(0);
  for (const word of ["midspan", "report", "placeholder", "until-decided", "zsh"])
    expect(stdout).toContain(word);
});

it("refuses another shell with those that there are", async () => {
  const { code, stderr } = await midspan(["completion", "csh"], tmpdir());
  expect(code).toBe(2);
  expect(stderr).toMatch(/bash, zsh, fish/);
});
