import { type Command, CommanderError, Help, Option } from "commander";
import { wrap } from "../charts/wrap.ts";
import { type HelpPage, helpPages } from "./help-pages.ts";

const WIDTH = 80;
const TOP: HelpPage = {
  examples: [
    "midspan run --model ollama:llama3.2",
    "midspan rag questions.jsonl --model ollama:llama3.2",
    "midspan check reports/embedded --min-recall 0.9",
  ],
};

/** As typed: "midspan sinks audit". */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** The command and all below it. */
export function commandsOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

/** Headings, what is seldom needed, and examples: for a command and all below it. */
export function addHelp(program: Command): void {
  for (const command of commandsOf(program)) {
    const page = command.parent === null ? TOP : helpPages[pathOf(command).replace(/^midspan /, "")];
    if (page !== undefined) addPage(command, page);
    command.exitOverride().showHelpAfterError(`(${pathOf(command)} --help)`);
  }
}

function addPage(command: Command, page: HelpPage): void {
  const { summary, groups = {}, seldom = "", notes } = page;
  if (summary !== undefined) command.summary(summary);
  for (const [heading, flags] of Object.entries(groups))
    for (const flag of flags.split(" ")) optionOf(command, flag)?.helpGroup(heading);
  // The library shows a list as JSON.
  for (const option of command.options)
    if (Array.isArray(option.defaultValue))
      option.default(option.defaultValue, option.defaultValue.join(" "));
  const rare = seldom.split(" ").flatMap((flag) => optionOf(command, flag) ?? []);
  let all = false;
  command.configureHelp({
    helpWidth: WIDTH,
    subcommandTerm: (sub) => sub.name(),
    visibleOptions: (one) => new Help().visibleOptions(one).filter((option) => all || !rare.includes(option)),
  });
  if (rare.length > 0) {
    command.addOption(new Option("--help-all", "explain every option"));
    command.on("option:help-all", () => {
      all = true;
      command.outputHelp();
      throw new CommanderError(0, "commander.helpDisplayed", "(outputHelp)");
    });
  }
  command.addHelpText("after", () => {
    const more = `Seldom: ${rare.map(({ long }) => long).join(" ")}`;
    const lines = [
      ...(rare.length === 0 || all
        ? []
        : [...wrap(more, WIDTH - 2).map((line, i) => (i === 0 ? line : `  ${line}`)), ""]),
      ...(all && notes !== undefined ? [notes, ""] : []),
      "Examples:",
      ...page.examples.map((example) => `  ${example}`),
    ];
    return `\n${lines.join("\n")}`;
  });
}

function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long }) => long === `--${flag}`);
}
