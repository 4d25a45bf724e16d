import { Argument, Command, Option } from "commander";
import { packageVersion } from "../root.ts";
import { addHelp } from "./help.ts";
import { addPageOptions } from "./page-options.ts";
import { addSinksCommands } from "./sinks.ts";
import { addSweepOptions } from "./sweep-options.ts";

/** The command line. Each action loads its own room, so that `--version` and `--help` load none. */
export function createProgram(): Command {
  const program = new Command("midspan")
    .description("Measures how far a language model's recall sags in the middle of its context.")
    .version(packageVersion())
    .exitOverride();

  addSweepOptions(program.command("run"))
    .description("ask a model every cell of a sweep, record the answers, draw the report")
    .action(async (config, flags) => (await import("./run.ts")).run(config, flags));

  addSweepOptions(program.command("plan"))
    .description("the same arguments: prompts, tokens, price, time, smallest gap; calls nothing")
    .option("--exact", "build every prompt of a large plan instead of a sample of its documents")
    .action(async (config, flags) => (await import("./plan.ts")).plan(config, flags));

  addPageOptions(
    program
      .command("report")
      .description("rebuild every figure and file from the record")
      .argument("<folder...>", "run folders")
      .option("-o, --output <folder>", "where to write; the run folder itself where there is one"),
  ).action(async (folders, flags) => (await import("./report.ts")).report(folders, flags));

  addPageOptions(
    program
      .command("compare")
      .description("paired comparison of runs or models on the questions that all were asked")
      .argument("<folder...>", "run folders; one that holds several models will do")
      .option(
        "--margin <share>",
        "difference within which two count as equal (default: the run's own, or 0.1)",
      )
      .option(
        "-o, --output <folder>",
        "write a page with charts there; without it the comparison is printed",
      ),
  ).action(async (folders, flags) => (await import("./compare.ts")).compare(folders, flags));

  addPageOptions(
    program
      .command("publish")
      .description("a folder ready for a dataset page: Parquet, data card, licence, charts, checksums")
      .argument("<folder>", "a run folder")
      .requiredOption("-o, --output <folder>", "where to write; new, empty or published before")
      .option("--license <id>", "SPDX id; of imported answers it must be given (default: CC-BY-4.0)"),
  ).action(async (folder, flags) => (await import("./publish.ts")).publish(folder, flags));

  program
    .command("rag")
    .description("where should retrieved chunks go in a prompt? answers for your models, with numbers")
    .argument(
      "[set]",
      "questions with their chunks, a BEIR folder, or documents with --asked (default: an invented set)",
    )
    .option("-m, --model <id...>", "adapter:name (default: embedded:reference)")
    .option("--cache <policy...>", "dense, sinks:256+256, window:512, head:480 (local)")
    .option("--base-url <url>", "address of the model's server")
    .option("--orders <name...>", "names of midspan list orders, 2,1,3, a .js file", ["all"])
    .option("--chunks <list>", "how many a prompt holds (default: 10, or all)")
    .option("--questions <n>", "how many questions are asked (default: all)")
    .option("--format <name>", "chunks, lost-in-the-middle, ragas, beir, documents (default: by content)")
    .option("--asked <file>", "documents: their questions and answers (.jsonl, .csv, .yaml)")
    .option("--chunk-tokens <n>", "documents: tokens of a chunk at most (default: 200)")
    .option("--overlap <n>", "documents: tokens that two chunks share at most (default: 0)")
    .option("--answers <file>", "BEIR: answers by the id of their query (.jsonl, .csv, .yaml)")
    .option("--run-file <file>", "BEIR: a ranking as TREC has it (default: ranked by BM25)")
    .option("--split <name>", "BEIR: which file of qrels/ (default: test)")
    .option("--embed <id>", "rank by embeddings: transformers:FOLDER or ollama:NAME")
    .option("--depth <n>", "chunks that are kept of a ranking (default: 20)")
    .option("--without-gold", "what it answers when the right chunks are out")
    .option("--pairs", "two gold chunks that must be read together")
    .option("--arms <name...>", "compare full, top, summaries, map-reduce; or all")
    .option("--summary-tokens <n>", "tokens of a summary (default: 50)")
    .option("--summariser <id>", "model that writes the summaries (default: the one that is asked)")
    .option("--concurrency <n>", "requests to a model at once (default: what it takes)")
    .option("--max-failed <share>", "stop a model above this share of failed answers (default: 0.05)")
    .option("--max-cost <usd>", "send nothing that could pass it, in each of the runs")
    .option("--prices <file>", "prices in YAML over those of datasets/prices.yaml")
    .option("--yes", "begin without asking, whatever it costs")
    .option("--dry-run", "prompts, tokens and cost of every part; asks none")
    .option("-o, --output <folder>", "where the runs go", "reports/rag")
    .option("--json", "print only JSON")
    .option("--quiet", "no progress")
    .action(async (set, flags) => (await import("./rag.ts")).rag(set, flags));

  addSinksCommands(program);

  program
    .command("check")
    .description("exit 1 when a run does not hold what is asked of it")
    .argument("<folder>", "a run folder")
    .option("--min-recall <share>", "recall of every model, task and length at least")
    .option("--max-middle-gap <share>", "middle gap of every model, task and length at most")
    .option("--min-length <tokens>", "effective length of every model and task at least")
    .option("--max-unscored <share>", "share of trials that could not be scored, by length, at most")
    .option("--against <folder>", "an older run: recall on the common questions must not have dropped")
    .option("--max-drop <share>", "by how much it may have dropped (default: 0.05)")
    .option("--junit <file>", "write the checks as JUnit XML")
    .option("--json", "print only JSON")
    .action(async (folder, flags) => (await import("./check.ts")).check(folder, flags));

  program
    .command("show")
    .description("rebuild the exact prompt of a trial, gold marked, with answer and score")
    .argument("<folder>", "a run folder")
    .argument("[trial]", "id of a trial, or its beginning (default: lists those that missed)")
    .addOption(new Option("--raw", "print the prompt alone, byte for byte").conflicts("json"))
    .option("--json", "print only JSON")
    .action(async (folder, trial, flags) => (await import("./show.ts")).show(folder, trial, flags));

  program
    .command("merge")
    .description("join the records of runs of one plan")
    .argument("<folder...>", "run folders")
    .requiredOption("-o, --output <folder>", "where to write the joined run")
    .action(async (folders, flags) => (await import("./merge.ts")).merge(folders, flags));

  program
    .command("worker")
    .description("ask what midspan run --queue has put into a queue; any number, on any machine")
    .requiredOption("--queue <url>", "redis://HOST:PORT")
    .option("--concurrency <n>", "documents at once of one model (default: what the model takes)")
    .option("--lock <seconds>", "a worker that is silent for so long has lost its job", "30")
    .option("--until-idle", "end when the plans it has seen are done")
    .option("--quiet", "no messages")
    .action(async (flags) => (await import("./worker.ts")).worker(flags));

  program
    .command("import")
    .description("published results of others become a run folder; see midspan list formats")
    .argument("<format>", "the format of the files")
    .argument("<path...>", "files, or folders that hold them")
    .requiredOption("-o, --output <folder>", "where to write the run folder; new or empty")
    .option("--model <name>", "the model, where the files do not name it")
    .option("--length <tokens>", "length of the context, where the files do not say")
    .option("--score <whose>", "published or ours: whose score the trials carry (default: by format)")
    .option(
      "--columns <ours=theirs,...>",
      "generic: model, task, length, depth, documents, index, score, ...",
    )
    .option("--depth-unit <unit>", "generic: share (0 to 1) or percent")
    .option("--score-range <low,high>", "generic: worst and best score, as 1,10 (default: 0,1)")
    .option("--json", "print only JSON")
    .action(async (format, paths, flags) =>
      (await import("./import.ts")).importPublished(format, paths, flags),
    );

  program
    .command("list")
    .description("tasks, models, haystacks, needles, orders, analyses, charts or formats")
    .argument("<what>", "one of these words")
    .option("--json", "print only JSON")
    .action(async (what, flags) => (await import("./list.ts")).list(what, flags));

  program
    .command("doctor")
    .description("does this installation work, and does a model answer?")
    .option("--model <id>", "the model to ask", "embedded:reference")
    .option("--base-url <url>", "address of its server")
    .option("--length <tokens>", "of the long probe (default: 4k, or what the model takes)")
    .option("--calibrate", "it serves midspan's reference model: compare with its known answers")
    .option("--json", "print only JSON")
    .action(async (flags) => (await import("./doctor.ts")).doctor(flags));

  program
    .command("completion")
    .description("print the completion of commands and options for a shell")
    .addArgument(new Argument("<shell>", "which one").choices(["bash", "zsh", "fish"]))
    .action(async (shell) => (await import("./completion.ts")).completion(program, shell));

  addHelp(program);
  return program;
}
