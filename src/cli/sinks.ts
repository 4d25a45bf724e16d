import type { Command } from "commander";

/** `midspan sinks ...`: what stands first in a prompt, what it does to attention, and whether a placeholder helps. */
export function addSinksCommands(program: Command): Command {
  const sinks = program
    .command("sinks")
    .description("attention sinks: audit position 0, look at attention, cut the cache, test opening lines");

  sinks
    .command("map")
    .description("attention on the first token by layer and head, against chance (local models)")
    .argument("[prompt...]", "texts or files (default: 100 invented texts of 64 tokens)")
    .option("-m, --model <id...>", "embedded:NAME, or transformers: and a folder or hub id", [
      "embedded:reference",
    ])
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
    .option("--seed <n>", "of the invented texts and of the intervals", "1")
    .option("--style <name>", "charts for the web, paper (85 mm) or a slide (16:9)")
    .option("--width <size>", "of the charts, e.g. 120mm or 1920px")
    .option("--pdf", "each chart as PDF too (for paper they always are)")
    .option("-o, --output <folder>", "where the page goes", "reports/sinks-map")
    .option("--json", "print only JSON")
    .option("--quiet", "no progress")
    .action(async (prompts, flags) => (await import("./sinks-map.ts")).sinksMap(prompts, flags));

  sinks
    .command("evict")
    .description(
      "cut caches under an equal budget: loss over a stream, recall of facts kept and lost (local models)",
    )
    .option("-m, --model <id...>", "embedded:NAME, or transformers: and a folder or hub id", [
      "embedded:reference",
    ])
    .option(
      "--cache <policy...>",
      "policies beside dense (default: fifteen of the same budget, controls among them)",
    )
    .option("--budget <tokens>", "of each of the default policies", "256")
    .option("--length <tokens>", "of the documents with facts", "512")
    .option("--depths <list>", "of the facts: a number, or shares", "11")
    .option("--trials <n>", "documents at each depth", "8")
    .option("--streams <n>", "plain texts whose loss is measured", "6")
    .option("--stream-tokens <n>", "tokens of each", "1024")
    .option("--collapse <nats>", "loss above the dense cache that counts as collapsed", "0.5")
    .option("--seed <n>", "of the texts and of the intervals", "1")
    .option("--style <name>", "charts for the web, paper (85 mm) or a slide (16:9)")
    .option("--width <size>", "of the charts, e.g. 120mm or 1920px")
    .option("--pdf", "each chart as PDF too (for paper they always are)")
    .option("-o, --output <folder>", "where the page and the run folder go", "reports/sinks-evict")
    .option("--json", "print only JSON")
    .option("--quiet", "no progress")
    .action(async (flags) => (await import("./sinks-evict.ts")).sinksEvict(flags));

  sinks
    .command("compare-architectures")
    .description("one recipe, other attention: sinks, recall and cut caches side by side over seeds")
    .option(
      "-m, --model <id...>",
      "names that end in a seed (default: the embedded variants, three seeds of four)",
    )
    .option("--budget <tokens>", "of the cut caches", "128")
    .option("--length <tokens>", "of the documents with facts", "384")
    .option("--depths <list>", "of the facts: a number, or shares", "5")
    .option("--trials <n>", "documents at each depth", "12")
    .option("--streams <n>", "plain texts whose loss is measured", "6")
    .option("--stream-tokens <n>", "tokens of each", "512")
    .option("--seed <n>", "of the texts and of the intervals", "1")
    .option("-o, --output <folder>", "where the page and the run folder go", "reports/sinks-architectures")
    .option("--json", "print only JSON")
    .option("--quiet", "no progress")
    .action(async (flags) => (await import("./sinks-architectures.ts")).sinksArchitectures(flags));

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

  return sinks;
}
