import type { Command } from "commander";
import { addChartOptions } from "./page-options.ts";

/** `midspan sinks ...`: what stands first in a prompt, what it does to attention, and whether a placeholder helps. */
export function addSinksCommands(program: Command): Command {
  const sinks = program
    .command("sinks")
    .description("attention sinks: audit position 0, look at attention, cut the cache, test opening lines");

  addStudyOptions(
    sinks
      .command("map")
      .description("attention on the first token by layer and head, against chance (local models)"),
    { models: ["embedded:reference"], output: "reports/sinks-map", where: "the page goes", charts: true },
  )
    .argument("[prompt...]", "texts or files (default: 100 invented texts of 64 tokens)")
    .option(
      "--tokens <n>",
      "look at the first n tokens of each prompt only (default: 64 of the invented, else all)",
    )
    .option("--epsilon <share...>", "importance above which a head counts as having a sink", ["0.3"])
    .option("--gold", "needle prompts too: attention on the gold beside the sink, by depth")
    .option("--lengths <tokens>", "of the needle prompts", "512")
    .option("--depths <list>", "of the needle prompts: a number, or shares", "11")
    .option("--trials <n>", "needle prompts at each depth", "8")
    .option("--bare", "the prompt alone, without chat template")
    .option("--memory <MB>", "attention that may be in memory at once", "512")
    .action(async (prompts, flags) => (await import("./sinks-map.ts")).sinksMap(prompts, flags));

  addStudyOptions(
    sinks
      .command("evict")
      .description(
        "cut caches under an equal budget: loss over a stream, recall of facts kept and lost (local models)",
      ),
    { models: ["embedded:reference"], output: "reports/sinks-evict", where: FOLDERS, charts: true },
  )
    .option(
      "--cache <policy...>",
      "policies beside dense (default: fourteen of the same budget, controls among them)",
    )
    .option("--budget <tokens>", "of each of the default policies", "256")
    .option("--length <tokens>", "of the documents with facts", "512")
    .option("--depths <list>", "of the facts: a number, or shares", "11")
    .option("--trials <n>", "documents at each depth", "8")
    .option("--streams <n>", "plain texts whose loss is measured", "6")
    .option("--stream-tokens <n>", "tokens of each", "1024")
    .option("--collapse <nats>", "loss above the dense cache that counts as collapsed", "0.5")
    .action(async (flags) => (await import("./sinks-evict.ts")).sinksEvict(flags));

  addStudyOptions(
    sinks
      .command("compare-architectures")
      .description("one recipe, other attention: sinks, recall and cut caches side by side over seeds")
      .option(
        "-m, --model <id...>",
        "names that end in a seed (default: the embedded variants, three seeds of four)",
      ),
    { output: "reports/sinks-architectures", where: FOLDERS },
  )
    .option("--budget <tokens>", "of the cut caches", "128")
    .option("--length <tokens>", "of the documents with facts", "384")
    .option("--depths <list>", "of the facts: a number, or shares", "5")
    .option("--trials <n>", "documents at each depth", "12")
    .option("--streams <n>", "plain texts whose loss is measured", "6")
    .option("--stream-tokens <n>", "tokens of each", "512")
    .action(async (flags) => (await import("./sinks-architectures.ts")).sinksArchitectures(flags));

  addStudyOptions(
    sinks
      .command("claims")
      .description("popular claims about sinks, one small experiment each: holds, does not, undecided here"),
    {
      models: ["rope-0", "alibi-0", "nope-0", "learned-sink-0"].map((name) => `embedded:${name}`),
      output: "reports/sinks-claims",
      where: FOLDERS,
    },
  )
    .option("--budget <tokens>", "of the cut caches", "128")
    .option("--length <tokens>", "of the documents with facts", "384")
    .option("--trials <n>", "documents with facts", "12")
    .option("--texts <n>", "plain texts that are looked into", "20")
    .action(async (flags) => (await import("./sinks-claims.ts")).sinksClaims(flags));

  sinks
    .command("audit")
    .description("what stands at position 0 of a prompt, for each tokenizer and way of encoding")
    .argument("<prompt>", "the user's text, a file that holds it, or - for standard input")
    .requiredOption(
      "-t, --tokenizer <id...>",
      "folder, tokenizer.json, hub id, .gguf, http://HOST:PORT of a llama.cpp server, embedded:NAME",
    )
    .option("--system <text>", "the system prompt, or a file (default: a stand-in)")
    .option("--instruction <text>", "the first instruction, word for word (default: recognised)")
    .option("--way <name...>", "what checks look at: plain, plain-bare, template, template-bare")
    .option("--texts <name>", "what checks look at: system, user, both", "user")
    .option("--expect <what>", "exit 1 unless position 0 is: bos, eos-as-bos, special, delimiter, text")
    .option("--first-instruction-within <n>", "exit 1 unless it begins within the first n tokens")
    .option("--details", "every way with its ids, for several tokenizers too")
    .option("--json", "print only JSON")
    .action(async (prompt, flags) => (await import("./sinks-audit.ts")).sinksAudit(prompt, flags));

  addExperimentOptions(
    sinks
      .command("opening")
      .description("which opening line is better, and is it its words, its place or its length?")
      .requiredOption(
        "-p, --prompt <text...>",
        "opening lines: each a text, or a file; the first is compared with",
      )
      .option("--suite <file>", "items of your own: prompt and rules, or judge (.jsonl, .yaml, .json)")
      .option("--judge <id>", 'model that judges items whose row has a "judge" statement (yes or no)')
      .option("--judge-url <url>", "address of the judge's server")
      .option("--items <n>", "items of the built-in suite", "60")
      .option("--repeats <n>", "how often each item is asked, for consistency", "1")
      .option("--role <name>", "where the line stands first: user or system", "user")
      .option("--length <tokens>", "of the prompts that hold a document", "1k")
      .option("--no-controls", "leave out: no line, shuffled words, neutral words, the line last"),
    "reports/sinks-opening",
  ).action(async (flags) => (await import("./sinks-opening.ts")).sinksOpening(flags));

  addExperimentOptions(
    sinks
      .command("instruction")
      .description("at which place of a long prompt is an instruction followed?")
      .option("--instruction <text>", "of your own, about the form of the answer (default: four take turns)")
      .option("--rule <rule...>", "how it is judged: json, upper-case, starts:TEXT, contains:TEXT ...")
      .option("--places <list>", "system,user-top,above,depth-50,below,end,both (default: all)")
      .option("--lengths <list>", "of the whole prompt, tokens", "2k")
      .option("--trials <n>", "documents", "60"),
    "reports/sinks-instruction",
  ).action(async (flags) => (await import("./sinks-instruction.ts")).sinksInstruction(flags));

  addExperimentOptions(
    sinks
      .command("placeholder")
      .description("does something else in front of the prompt change recall or loss?")
      .option(
        "--placeholders <list>",
        "nothing,bos,bos-bos,newlines,neutral,random (default: all that can be)",
      )
      .option("--lengths <list>", "of the whole prompt, tokens", "1k")
      .option("--depths <grid>", "of the fact: 5, 0,0.5,1", "5")
      .option("--trials <n>", "documents", "30")
      .option("--loss-documents <n>", "for the loss a token of models that run here; 0 = none", "20"),
    "reports/sinks-placeholder",
  ).action(async (flags) => (await import("./sinks-placeholder.ts")).sinksPlaceholder(flags));

  return sinks;
}

const FOLDERS = "the page and its run folders go";

interface StudyOptions {
  /** Default of --model; absent where it has one of its own. */
  readonly models?: string[];
  readonly output: string;
  readonly where: string;
  /** Whether it draws charts for other places than its page. */
  readonly charts?: true;
}

/** What every look inside local models takes. */
function addStudyOptions(command: Command, { models, output, where, charts }: StudyOptions): Command {
  if (models !== undefined)
    command.option("-m, --model <id...>", "embedded:NAME, or transformers: and a folder or hub id", models);
  if (charts) addChartOptions(command);
  return command
    .option("--seed <n>", "of the texts and of the intervals", "1")
    .option("-o, --output <folder>", `where ${where}`, output)
    .option("--json", "print only JSON")
    .option("--quiet", "no progress");
}

/** What every experiment with prompts takes. */
function addExperimentOptions(command: Command, output: string): Command {
  return command
    .requiredOption("-m, --model <id...>", "adapter:name, several for several models")
    .option("--cache <policy...>", "dense, sinks:256+256, window:512, head:480 (local)")
    .option("--base-url <url>", "address of the model's server")
    .option("--seed <n>", "another seed, other documents (default: 1)")
    .option("--margin <share>", "a difference within it counts as none (default: 0.1)")
    .option("--temperature <t>", "of the answers (default: 0)")
    .option("--haystack <name>", "the documents: a genre, or files of your own")
    .option("--concurrency <n>", "requests to a model at once (default: what it takes)")
    .option("--timeout <seconds>", "of a trial's requests together (default: 300)")
    .option("--max-cost <usd>", "send nothing that could pass it, the record included")
    .option("--prices <file>", "prices in YAML over those of datasets/prices.yaml")
    .option("--max-failed <share>", "stop a model above this share failed (default: 0.05)")
    .option("--no-preflight", "do not look first whether whole prompts arrive")
    .option("--yes", "begin without asking, however large the plan is")
    .option("-o, --output <folder>", "where the run goes; the same plan continues there", output)
    .option("--json", "print only JSON")
    .option("--quiet", "no progress");
}
