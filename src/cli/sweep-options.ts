import { type Command, Option } from "commander";
import { DEFAULT_TASKS } from "./sweep-size.ts";

/** What `run` and `plan` take besides a file, as typed. */
export interface SweepFlags {
  readonly model?: readonly string[];
  readonly task?: readonly string[];
  readonly lengths?: string;
  readonly maxLength?: string;
  readonly depths?: string;
  readonly trials?: string;
  readonly detect?: string;
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
  readonly preflight: boolean;
  readonly concurrency?: string;
  readonly timeout?: string;
  readonly maxFailed?: string;
  readonly maxCost?: string;
  readonly prices?: string;
  readonly yes?: boolean;
  readonly margin?: string;
  readonly untilDecided?: boolean;
  readonly output?: string;
  readonly queue?: string;
  readonly shard?: string;
  readonly dryRun?: boolean;
  /** Of `plan` alone. */
  readonly exact?: boolean;
  readonly report: boolean;
  readonly style?: string;
  readonly width?: string;
  readonly interactive?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** The notes of the needles are known already, from a command of which this run is a part. */
  readonly told?: boolean;
}

export function addSweepOptions(command: Command): Command {
  return command
    .argument("[config]", "a sweep in YAML; options below override it")
    .option("-m, --model <id...>", "adapter:name, several for several models")
    .option("-t, --task <name...>", `default: ${DEFAULT_TASKS.join(", ")}`)
    .option("--lengths <list>", "tokens, 1k = 1,024 (default: doubling to the window)")
    .option("--max-length <tokens>", "longest default length (default: 32k)")
    .option("--depths <grid>", "11, 0,0.25,0.5, sigmoid:35, sigmoid-v2:11 (default: 11)")
    .option("--trials <n>", "documents a cell (default: as many as --detect needs)")
    .option("--detect <gap>", "smallest middle gap worth seeing (default: 0.15)")
    .option("--seed <n>", "another seed, other documents and needles (default: 1)")
    .option("--haystack <name>", "a genre, or .txt .md .html .jsonl#field, folders, .gz")
    .option("--needles <name>", "facts: invented, invented-qa, or a file of your own")
    .option("--tokenizer <name>", "cl100k_base, o200k_base, characters:4.2, or a file")
    .option("--distractors <n>", "near-duplicates of each fact")
    .option("--set <factor=value...>", "factors of tasks: keys=300 question=both")
    .option("--cache <policy...>", "dense, sinks:256+256, window:512, head:480 (local)")
    .option("--base-url <url>", "address of the model's server")
    .addOption(new Option("--prefix <mode>", "share beginnings, or salt each").choices(["shared", "fresh"]))
    .option("--no-baselines", "leave out the closed-book and oracle arms")
    .option("--no-preflight", "do not look first whether whole prompts arrive")
    .option("--concurrency <n>", "requests to a model at once (default: what it takes)")
    .option("--timeout <seconds>", "of a trial's requests together (default: 300)")
    .option("--margin <share>", "a difference within it counts as flat (default: 0.1)")
    .option("--until-decided", "end a length as soon as its verdict is sure")
    .option("--max-failed <share>", "stop a model above this share failed (default: 0.05)")
    .option("--max-cost <usd>", "send nothing that could pass it, the record included")
    .option("--prices <file>", "prices in YAML over those of datasets/prices.yaml")
    .option("--yes", "begin without asking, however large the plan is")
    .option("-o, --output <folder>", "run folder; the same plan continues there")
    .option("--shard <i/n>", "ask only the i-th of n parts; midspan merge joins them")
    .option("--queue <url>", "redis://HOST:PORT: hand trials to midspan workers")
    .option("--dry-run", "the same as midspan plan")
    .option("--no-report", "record only")
    .option("--style <name>", "charts for the web, paper (85 mm) or a slide (16:9)")
    .option("--width <size>", "of the charts, e.g. 120mm or 1920px")
    .option("--interactive", "a page with search and hints (scripts)")
    .option("--json", "stdout: one result in JSON; stderr: events, see below")
    .option("--quiet", "no progress");
}
