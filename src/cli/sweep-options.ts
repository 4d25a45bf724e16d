import { type Command, Option } from "commander";

/** What `run` and `plan` take besides a file, as typed. */
export interface SweepFlags {
  readonly model?: readonly string[];
  readonly task?: readonly string[];
  readonly lengths?: string;
  readonly depths?: string;
  readonly trials?: string;
  readonly seed?: string;
  readonly haystack?: string;
  readonly needles?: string;
  readonly tokenizer?: string;
  readonly distractors?: string;
  readonly set?: readonly string[];
  readonly cache?: readonly string[];
  readonly baseUrl?: string;
  readonly prefix?: "shared" | "fresh";
  readonly baselines: boolean;
  readonly concurrency?: string;
  readonly timeout?: string;
  readonly maxFailed?: string;
  readonly margin?: string;
  readonly output?: string;
  readonly queue?: string;
  readonly dryRun?: boolean;
  readonly report: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addSweepOptions(command: Command): Command {
  return command
    .argument("[config]", "a sweep in YAML; options below override it")
    .option("-m, --model <id...>", "adapter:name, several for several models")
    .option("-t, --task <name...>", "see midspan list tasks (default: needle)")
    .option("--lengths <list>", "tokens, 1k = 1,024 (default: 256,512,1k,2k)")
    .option("--depths <grid>", "11, a list 0,0.25,0.5, sigmoid:35 or sigmoid-v2:11 (default: 11)")
    .option("--trials <n>", "documents a cell (default: 20)")
    .option("--seed <n>", "another seed, other documents and needles (default: 1)")
    .option("--haystack <name>", "a genre, or a file or folder of .txt, .md, .html, .jsonl (#field), .gz")
    .option("--needles <name>", "where facts come from: invented, invented-qa, or a file of your own")
    .option("--tokenizer <name>", "count by cl100k_base, o200k_base, characters:4.2, or a tokenizer.json")
    .option("--distractors <n>", "near-duplicates of each fact")
    .option(
      "--set <factor=value...>",
      "factors of the tasks, e.g. keys=300 question=both (midspan list tasks)",
    )
    .option("--cache <policy...>", "dense, sinks:256+256, window:512 or head:480 (local models)")
    .option("--base-url <url>", "address of the model's server")
    .addOption(
      new Option("--prefix <mode>", "let prompts share their beginning, or salt each").choices([
        "shared",
        "fresh",
      ]),
    )
    .option("--no-baselines", "leave out the closed-book and oracle arms")
    .option("--concurrency <n>", "requests to a model at once, at most (default: what it takes)")
    .option("--timeout <seconds>", "while requests of one trial are out, repeats included (default: 300)")
    .option("--margin <share>", "a difference within it counts as flat (default: 0.1)")
    .option("--max-failed <share>", "stop a model above this share of failed trials (default: 0.05)")
    .option("-o, --output <folder>", "run folder; an unfinished run of the same plan continues there")
    .option("--queue <url>", "redis://HOST:PORT: hand the trials to midspan worker processes")
    .option("--dry-run", "the same as midspan plan")
    .option("--no-report", "record only")
    .option("--json", "stdout: one result in JSON; stderr: events, see below")
    .option("--quiet", "no progress");
}
