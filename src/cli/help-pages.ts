/** What a command's help says beyond its options. */
export interface HelpPage {
  /** For the list of commands, one line of it. */
  readonly summary?: string;
  /** Each a whole command line that works. */
  readonly examples: readonly string[];
  /** Headings over options, by their long flags; the rest stand under "Options:". */
  readonly groups?: Readonly<Record<string, string>>;
  /** Options that only `--help-all` explains. */
  readonly seldom?: string;
  /** Behind everything, with `--help-all` only. */
  readonly notes?: string;
}

const EXPERIMENT =
  "cache seed margin temperature haystack concurrency timeout prices max-failed no-preflight";

const SWEEP = {
  groups: {
    "Model:": "model base-url cache",
    "Questions:": "task lengths max-length depths trials until-decided haystack needles",
  },
  seldom:
    "tokenizer detect distractors set prefix no-baselines no-preflight concurrency timeout margin max-failed " +
    "prices seed shard queue no-report style width interactive dry-run quiet exact",
};

const EVENTS = `Models of different servers are asked at the same time, those of one server one
after the other. A model that is out of quota (exit 3) or fails too often
(exit 4) stops alone; the same command continues it.

Events: with --json each line on stderr that begins with { is one, and run.log
in the run folder holds the same but progress: {"at": time, "event": ...} with
  start     folder, planHash, midspan, trials, recorded
  model     model, trials, recorded, concurrency, server?
  progress  model, done, total, failed, unscored, recall?, perSecond?, msLeft?,
            costUsd?   (once a second)
  wait      model, reason (retry-after, requests, tokens), ms
  refused   model, retryAfterMs?           concurrency  model, from, to
  retry     model, trial, attempt, code
  failed    model, trial, attempts, code, message
  model-end model, end (complete, interrupted, too-many-failed, stopped), code?,
            message?
  end       exit, code?, message?`;

/** By the command as typed behind `midspan`. */
export const helpPages: Readonly<Record<string, HelpPage>> = {
  run: {
    summary: "ask a model, record the answers, draw the report",
    examples: [
      "midspan run --model ollama:llama3.2",
      "midspan run --model embedded:reference --task needle --lengths 512,1k",
      "midspan run --model openai:gpt-4o-mini --max-length 8k --max-cost 5",
      "midspan run datasets/sweeps/embedded.yaml",
    ],
    ...SWEEP,
    notes: EVENTS,
  },
  plan: {
    summary: "prompts, tokens, price, time, smallest gap; asks nothing",
    examples: [
      "midspan plan --model openai:gpt-4o-mini --task needle --trials 20",
      "midspan plan datasets/sweeps/embedded.yaml --json",
    ],
    ...SWEEP,
  },
  report: {
    summary: "every figure and file again, from the record",
    examples: ["midspan report reports/embedded", "midspan report mine theirs -o side-by-side --style paper"],
  },
  compare: {
    summary: "runs or models on the questions that all were asked",
    examples: ["midspan compare old new", "midspan compare q8 q4 -o q8-against-q4"],
  },
  publish: {
    summary: "a folder ready for a dataset page",
    examples: ["midspan publish reports/embedded -o ./dataset"],
  },
  rag: {
    summary: "where should retrieved chunks go in a prompt?",
    examples: [
      "midspan rag questions.jsonl --model ollama:llama3.2",
      "midspan rag ./docs --asked questions.csv --chunk-tokens 200",
      "midspan rag q.jsonl --model openai:gpt-4o-mini --chunks 5,10 --max-cost 1",
    ],
    groups: {
      "Model:": "model base-url cache",
      "What is asked:": "orders chunks questions without-gold pairs arms asked",
    },
    seldom:
      "format chunk-tokens overlap answers run-file split embed depth summary-tokens summariser concurrency " +
      "max-failed prices quiet",
  },
  sinks: {
    summary: "attention sinks: what stands first, and what it does",
    examples: ['midspan sinks audit "Hello." -t models/reference', "midspan sinks claims"],
  },
  check: {
    summary: "exit 1 when a run does not hold what is asked of it",
    examples: [
      "midspan check reports/embedded --min-recall 0.9",
      "midspan check new --against old --max-drop 0.05 --junit checks.xml",
    ],
  },
  show: {
    summary: "what missed; or the exact prompt of a trial",
    examples: ["midspan show reports/embedded", "midspan show reports/embedded 9199d89848"],
  },
  merge: { examples: ["midspan merge shard-1 shard-2 -o whole"] },
  worker: {
    summary: "ask what midspan run --queue has put into a queue",
    examples: ["midspan worker --queue redis://127.0.0.1:6379 --until-idle"],
  },
  import: {
    summary: "published results of others become a run folder",
    examples: [
      "midspan import needlestack ./results -o theirs",
      "midspan import generic answers.csv -o theirs --columns depth=pos,length=ctx",
    ],
  },
  list: {
    summary: "tasks, models, haystacks, needles, orders, charts ...",
    examples: ["midspan list tasks", "midspan list formats --json"],
  },
  doctor: {
    summary: "does it work here, and does a model answer?",
    examples: [
      "midspan doctor --model ollama:llama3.2",
      "midspan doctor --calibrate --model llamacpp:reference",
    ],
  },
  completion: {
    summary: "completion of commands and options for a shell",
    examples: [
      "midspan completion bash > ~/.local/share/bash-completion/completions/midspan",
      'midspan completion zsh > "$fpath[1]/_midspan"',
      "midspan completion fish > ~/.config/fish/completions/midspan.fish",
    ],
  },
  "sinks map": {
    examples: ["midspan sinks map prompt.txt -m transformers:./my-model", "midspan sinks map --gold"],
    seldom: "bare memory seed style width pdf quiet",
  },
  "sinks evict": {
    examples: ["midspan sinks evict --budget 128", "midspan sinks evict --cache window:128 sinks:4+124"],
    seldom: "collapse seed style width pdf quiet",
  },
  "sinks compare-architectures": {
    summary: "one recipe, other attention, side by side",
    examples: ["midspan sinks compare-architectures -o reports/architectures"],
  },
  "sinks claims": {
    summary: "popular claims, one small experiment each",
    examples: ["midspan sinks claims -m embedded:rope-0 embedded:nope-0"],
  },
  "sinks audit": {
    examples: [
      "midspan sinks audit prompt.txt --system system.txt -t ./my-model model.gguf",
      "midspan sinks audit prompt.txt -t ./my-model --expect bos",
    ],
  },
  "sinks opening": {
    summary: "which opening line is better, and why?",
    examples: ['midspan sinks opening -m ollama:llama3.2 -p "You are an expert." "Be brief."'],
    seldom: EXPERIMENT,
  },
  "sinks instruction": {
    summary: "at which place is an instruction followed?",
    examples: ["midspan sinks instruction -m ollama:llama3.2 --lengths 2k,8k"],
    seldom: EXPERIMENT,
  },
  "sinks placeholder": {
    summary: "something else in front: recall, and loss",
    examples: ["midspan sinks placeholder -m embedded:reference --lengths 512"],
    seldom: EXPERIMENT,
  },
};
