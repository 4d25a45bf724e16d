import type { Command } from "commander";
import { printResult } from "./console.ts";
import { commandsOf, pathOf } from "./help.ts";

export type Shell = "bash" | "zsh" | "fish";

/** `midspan completion SHELL`: a script that needs nothing but the shell, made from the commands as they are. */
export function completion(program: Command, shell: Shell): void {
  printResult(SCRIPTS[shell](program));
}

const SCRIPTS: Readonly<Record<Shell, (program: Command) => string>> = {
  bash: (program) => `# bash completion of midspan
_midspan() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words=""
${pathInShell(`"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`, program)}
  case "$path" in
${cases(program)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _midspan midspan`,

  zsh: (program) => `#compdef midspan
_midspan() {
  local path_="" words_="" word
${pathInShell(`"\${(@)words[2,CURRENT-1]}"`, program).replaceAll("path", "path_")}
  case "$path_" in
${cases(program).replaceAll("words=", "words_=")}
  esac
  compadd -- \${=words_}
  _files
}
if [ "$funcstack[1]" = "_midspan" ]; then _midspan "$@"; else compdef _midspan midspan; fi`,

  fish: (program) =>
    [
      "# fish completion of midspan",
      ...commandsOf(program).flatMap((command) => {
        const path = namesOf(command);
        const here = path.map((name) => `__fish_seen_subcommand_from ${name}`).join("; and ");
        const below = command.commands.map((sub) => sub.name());
        const none = below.length === 0 ? "" : `not __fish_seen_subcommand_from ${below.join(" ")}`;
        const when = [here, none].filter((part) => part !== "").join("; and ");
        return [
          ...command.commands.map(
            (sub) =>
              `complete -c midspan -f -n '${when}' -a ${sub.name()} -d '${quoted(sub.summary() || sub.description())}'`,
          ),
          ...choicesOf(command).map((word) => `complete -c midspan -f -n '${when}' -a ${word}`),
          ...command.options.map(
            ({ long, short, description }) =>
              `complete -c midspan -n '${when}' -l ${long?.slice(2)}${short ? ` -s ${short.slice(1)}` : ""} -d '${quoted(description)}'`,
          ),
        ];
      }),
    ].join("\n"),
};

/** Names below the program: ["sinks", "map"]. */
function namesOf(command: Command): readonly string[] {
  return pathOf(command).split(" ").slice(1);
}

function choicesOf(command: Command): readonly string[] {
  return command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
}

/** Commands among the words typed so far, each behind the one it belongs to. */
function pathInShell(typed: string, program: Command): string {
  const known = commandsOf(program)
    .slice(1)
    .map((command) => `"${namesOf(command).join(" ")}"`);
  return `  for word in ${typed}; do
    case "$path $word" in
      ${known.map((path) => path.replace(/^"/, path.includes(" ") ? '"' : '" ')).join("|")}) path="\${path:+$path }$word" ;;
    esac
  done`;
}

function cases(program: Command): string {
  return commandsOf(program)
    .map((command) => {
      const flags = command.options.flatMap(({ long }) => long ?? []);
      const words = [...command.commands.map((sub) => sub.name()), ...choicesOf(command), ...flags, "--help"];
      return `    "${namesOf(command).join(" ")}") words="${words.join(" ")}" ;;`;
    })
    .join("\n");
}

/** Within single quotes of fish. */
function quoted(text: string): string {
  return text.replace(/[\\']/g, "\\$&");
}
