import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commandsOf, pathOf } from "../../src/cli/help.ts";
import { helpPages } from "../../src/cli/help-pages.ts";
import { createProgram } from "../../src/cli/program.ts";

const WIDTH = 80;
/** A terminal window as most are opened, and what one scrolls without noticing. */
const LINES = 44;

/** What `--help` prints, with what stands behind the options. */
function helpOf(command: Command, flag = "--help"): string {
  let text = "";
  for (let one: Command | null = command; one !== null; one = one.parent)
    one.configureOutput({ writeOut: (piece) => (text += piece) });
  const root = pathOf(command).split(" ").slice(1);
  expect(() => createdBy(command).parse([...root, flag], { from: "user" })).toThrow(/outputHelp/);
  return text;
}

function createdBy(command: Command): Command {
  return command.parent === null ? command : createdBy(command.parent);
}

/** A command line's words as a shell gives them. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

const paths = commandsOf(createProgram()).map(pathOf);

describe.each(paths)("%s --help", (path) => {
  const command = commandsOf(createProgram()).find((one) => pathOf(one) === path) as Command;

  it("fits a screen and ends with examples", () => {
    const lines = helpOf(command).trimEnd().split("\n");
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(LINES);
    expect(lines).toContain("Examples:");
  });

  it("has examples that the command line takes", async () => {
    const program = createProgram();
    const asked: string[] = [];
    for (const one of commandsOf(program)) {
      one.configureOutput({ writeErr: () => undefined });
      if (one.registeredArguments.length > 0 || one.commands.length === 0)
        one.action(() => void asked.push(pathOf(one)));
    }
    const examples = helpOf(command).split("Examples:\n")[1]?.trimEnd().split("\n") ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const [name, ...words] = wordsOf(example.replace(/ > .*$/, ""));
      expect(name).toBe("midspan");
      await program.parseAsync(words, { from: "user" });
    }
    expect(asked).toHaveLength(examples.length);
    expect(asked.every((one) => one.startsWith(path))).toBe(true);
  });

  it("explains every option with --help-all where it leaves some out", () => {
    const seldom = helpOf(command).includes("Seldom:");
    if (!seldom) return;
    const all = helpOf(
      commandsOf(createProgram()).find((one) => pathOf(one) === path) as Command,
      "--help-all",
    );
    for (const { long } of command.options) expect(all).toContain(`${long}`);
    expect(all.split("\n").filter((line) => line.length > WIDTH)).toEqual([]);
  });
});

it("names only commands and options that there are", () => {
  const commands = new Map(
    commandsOf(createProgram()).map((one) => [pathOf(one).slice("midspan ".length), one]),
  );
  for (const [path, { groups = {}, seldom = "" }] of Object.entries(helpPages)) {
    const flags = commands.get(path)?.options.map(({ long }) => long?.slice(2)) ?? [];
    // Those of run and plan stand once; --exact is of plan alone.
    const named = [...Object.values(groups), seldom]
      .join(" ")
      .split(" ")
      .filter((flag) => flag !== "" && flag !== "exact");
    expect(flags, path).toEqual(expect.arrayContaining(named));
  }
  expect(Object.keys(helpPages).sort()).toEqual([...commands.keys()].filter((path) => path !== "").sort());
});
