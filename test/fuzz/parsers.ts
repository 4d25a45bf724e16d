import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openPrices } from "../../src/cli/price-file.ts";
import { readSweepFile } from "../../src/cli/sweep-file.ts";
import { fileHaystack } from "../../src/haystack/file.ts";
import { fileNeedles } from "../../src/haystack/needle-file.ts";
import { importResults } from "../../src/importers/import-results.ts";
import type { ImportOptions } from "../../src/importers/importer.ts";
import { importers } from "../../src/importers/index.ts";
import { withAttentionOutputs } from "../../src/models/attention-outputs.ts";
import { readChunkSet } from "../../src/rag/sets/index.ts";
import { packageRoot } from "../../src/root.ts";
import { readLines } from "../../src/run/lines.ts";
import { readManifest } from "../../src/run/manifest.ts";
import { readLast } from "../../src/run/read-once.ts";
import { scanTrials } from "../../src/run/scan.ts";
import { formatTrialLine, parseTrialLine } from "../../src/run/trial-line.ts";
import { openGgufTokenizer } from "../../src/sinks/audited/gguf-tokenizer.ts";
import { openHubTokenizer } from "../../src/sinks/audited/hub-tokenizer.ts";
import { ownItems } from "../../src/sinks/behaviours/own-items.ts";
import { auditPosition } from "../../src/sinks/position-audit.ts";
import { openTokenizerFile } from "../../src/tokenizers/tokenizer-file.ts";
import { MODELS, madeManifest, madeTrial } from "../report/made-input.ts";
import { ggufBytes } from "../sinks/made-gguf.ts";
import { legacyLlama, metaspaceUnigram } from "../tokenizers/tiny.ts";

export interface FuzzedFile {
  /** Below the folder that is read. */
  readonly name: string;
  readonly content: Buffer;
}

/** Something that reads files of others. */
export interface FuzzedParser {
  readonly name: string;
  /** Sound inputs. The first file of each is damaged, the others stand beside it. */
  readonly samples: readonly (readonly [FuzzedFile, ...FuzzedFile[]])[];
  /** Reads what was written; `path` is that of the damaged file. Throws `MidspanError`, or an Error for what is lost. */
  read(path: string, folder: string): Promise<unknown>;
  /** Seconds and not milliseconds a try. */
  readonly slow?: true;
}

const FIXTURES = join(packageRoot(), "test/fixtures");

function file(name: string, content: string | Uint8Array | object): FuzzedFile {
  const bytes =
    typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);
  return { name, content: Buffer.from(bytes as Uint8Array) };
}

/** Every file below a folder of fixtures, by itself. */
function each(folder: string, fits: (name: string) => boolean = () => true): readonly [FuzzedFile][] {
  const root = join(FIXTURES, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && fits(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [file(relative(root, path), readFileSync(path))]);
}

const record = Array.from({ length: 12 }, (_, i) =>
  formatTrialLine(
    madeTrial(i, {
      output: "the ledger\u2028of 1912",
      generation: {
        finish: { reason: "stop", raw: "stop" },
        promptTokens: 300,
        outputTokens: 4,
        totalMs: 80,
      },
    }),
  ),
).join("");
const manifest = file("manifest.json", madeManifest(MODELS));

const trials: FuzzedParser = {
  name: "trials.jsonl",
  samples: [[file("trials.jsonl", record)]],
  async read(_, folder) {
    const ids = new Set<string>();
    const damaged = await readLast(folder, ({ id }) => ids.add(id));
    const { last } = await scanTrials(folder);
    let lines = 0;
    for await (const { text, tooLong } of readLines(join(folder, "trials.jsonl")))
      if (text !== "" || tooLong) lines++;
    // A line is a trial, a trial that a later line takes the place of, or told as damaged.
    if (
      ids.size !== last.size ||
      ids.size + damaged.length > lines ||
      (ids.size === 0) !== (damaged.length === lines)
    )
      throw new Error(`lost: ${lines} lines, ${ids.size} trials, ${damaged.length} damaged`);
  },
};

const report: FuzzedParser = {
  name: "run folder, reported",
  samples: [
    [file("trials.jsonl", record), manifest],
    [manifest, file("trials.jsonl", record)],
  ],
  slow: true,
  async read(_, folder) {
    const { report: write } = await import("../../src/cli/report.ts");
    await write([folder], { json: true });
  },
};

const GENERIC: ImportOptions = {
  columns: {
    model: "model",
    length: "length",
    index: "gold_index",
    documents: "num_documents",
    output: "response",
    answers: "expected",
  },
};
const TABLE: ImportOptions = {
  columns: { model: "llm", depth: "pos %", length: "ctx", score: "grade" },
  depthUnit: "percent",
  scoreRange: [1, 5],
};
const FOLDERS: Readonly<Record<string, string>> = {
  "needlehaystack-v1": "v1",
  "needlehaystack-v2": "v2",
  "multi-needle": "multi",
  "litm-predictions": "litm",
};

const published = importers.map(
  (importer): FuzzedParser => ({
    name: `import ${importer.name}`,
    samples: each(`importers/${FOLDERS[importer.name] ?? importer.name}`, importer.fits),
    async read(path, folder) {
      const options =
        importer.name !== "generic"
          ? { model: "m", length: 100_000 }
          : path.endsWith(".tsv")
            ? TABLE
            : GENERIC;
      const { trials: found, met } = importResults(importer, [folder], options);
      let answers = 0;
      for await (const trial of found) {
        answers++;
        if (parseTrialLine(formatTrialLine(trial)) === undefined)
          throw new Error(`a trial that no report reads: ${JSON.stringify(trial)}`);
      }
      const rows = met.files.reduce((sum, { rows: own }) => sum + own, 0);
      if (answers === 0 && rows > 0 && met.refused === 0) throw new Error(`lost: ${rows} rows, none told of`);
    },
  }),
);

const RAG_ROW = {
  id: "q1",
  question: "Where was the ledger found?",
  answers: ["in the harbour"],
  chunks: [
    { id: "a", text: "The ledger was found in the harbour.", score: 0.9, gold: true },
    { id: "b", text: "Nothing was found at sea.", score: 0.4 },
  ],
};
const LITM_ROW = {
  question: "Where?",
  answers: ["harbour"],
  ctxs: [
    { id: "1", title: "t", text: "In the harbour.", score: 1, hasanswer: true, isgold: true },
    { id: "2", title: "u", text: "At sea.", score: 0.5, hasanswer: false, isgold: false },
  ],
};
const RAGAS_ROW = { question: "Where?", contexts: ["In the harbour.", "At sea."], ground_truth: "harbour" };

const chunkSets: FuzzedParser = {
  name: "chunk set",
  samples: [
    [file("set.jsonl", `${JSON.stringify(RAG_ROW)}\n${JSON.stringify({ ...RAG_ROW, id: "q2" })}\n`)],
    [file("litm.jsonl", LITM_ROW)],
    [file("ragas.jsonl", RAGAS_ROW)],
    [
      file(
        "ragas.csv",
        `question,contexts,ground_truth\nWhere?,"['In the harbour.', ""At sea.""]",harbour\n`,
      ),
    ],
  ],
  read: (path) => readChunkSet(path),
};

const beirFiles = [
  file(
    "corpus.jsonl",
    `${JSON.stringify({ _id: "d1", title: "t", text: "In the harbour." })}\n{"_id":"d2","title":"","text":"At sea."}\n`,
  ),
  file("queries.jsonl", '{"_id":"q1","text":"Where is the harbour?"}\n'),
  file("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n"),
  file("answers.jsonl", '{"id":"q1","answers":["harbour"]}\n'),
] as const;
const beir: FuzzedParser = {
  name: "BEIR folder",
  samples: beirFiles.map((damaged) => [damaged, ...beirFiles.filter((one) => one !== damaged)]),
  read: (_, folder) => readChunkSet(folder),
};

const tokenizer = (name: string, json: object): readonly [FuzzedFile, ...FuzzedFile[]][] => {
  const [main, config] = [
    file("tokenizer.json", json),
    file("tokenizer_config.json", {
      bos_token: "<s>",
      eos_token: "</s>",
      chat_template: `{{ bos_token }}{% for m in messages %}[${name}] {{ m['content'] }}{% endfor %}`,
    }),
  ];
  return [
    [main, config],
    [config, main],
  ];
};
const tokenizers = [...tokenizer("a", legacyLlama()), ...tokenizer("b", metaspaceUnigram())];
const TEXT = "The harbour-master's 1,912 ledgers";

/** A vocabulary of bytes and two merges. */
const SMALL_GGUF = {
  "general.architecture": "llama",
  "llama.context_length": 4096,
  "tokenizer.ggml.model": "gpt2",
  "tokenizer.ggml.pre": "llama-bpe",
  "tokenizer.ggml.tokens": ["<s>", "</s>", "a", "b", "ab", "t", "h", "th"],
  "tokenizer.ggml.token_type": [3, 3, 1, 1, 1, 1, 1, 1],
  "tokenizer.ggml.merges": ["a b", "t h"],
  "tokenizer.ggml.bos_token_id": 0,
  "tokenizer.ggml.eos_token_id": 1,
  "tokenizer.ggml.add_bos_token": true,
  "tokenizer.chat_template": "{{ bos_token }}{{ messages[0]['content'] }}",
};

export const parsers: readonly FuzzedParser[] = [
  trials,
  { name: "manifest.json", samples: [[manifest]], read: (_, folder) => readManifest(folder) },
  report,
  {
    name: "sweep",
    samples: ["embedded", "every-task"].map((name) => [
      file("sweep.yaml", readFileSync(join(packageRoot(), `datasets/sweeps/${name}.yaml`))),
    ]),
    read: (path) => readSweepFile(path),
  },
  {
    name: "prices",
    samples: [[file("prices.yaml", readFileSync(join(packageRoot(), "datasets/prices.yaml")))]],
    read: (path) => openPrices(path),
  },
  {
    name: "needles",
    samples: each("byo", (name) => /^(?:needles|pairs|documents)/.test(name)),
    read: async (path) => {
      const source = fileNeedles(path);
      return source.notes;
    },
  },
  {
    name: "haystack",
    samples: [
      ...each("byo", (name) => name === "corpus.jsonl"),
      [file("text.md", "# A title\n\nOne sentence. Another one!\n\n```\ncode\n```\n")],
      [
        file(
          "text.html",
          "<!doctype html><title>t</title><p>One &amp; two.</p><script>x</script><ul><li>three",
        ),
      ],
    ],
    read: async (path) => [...fileHaystack(path).segments(1)],
  },
  {
    name: "behaviour items",
    samples: [
      [file("items.jsonl", { prompt: "Answer in JSON.", rules: ["json", "contains:a"], answerTokens: 9 })],
      [file("items.yaml", "items:\n  - prompt: Say yes.\n    rules: [starts:Yes]\n")],
    ],
    read: async (path) => ownItems(path),
  },
  ...published,
  chunkSets,
  beir,
  {
    name: "ONNX graph",
    samples: each("onnx", (name) => name.endsWith(".onnx")),
    read: async (path) => withAttentionOutputs(readFileSync(path)),
  },
  {
    name: "GGUF vocabulary",
    samples: [[file("model.gguf", ggufBytes(SMALL_GGUF))]],
    read: async (path) => (await openGgufTokenizer(path)).encode(TEXT, true),
  },
  {
    name: "tokenizer, to count",
    samples: tokenizers,
    read: async (_, folder) => (await openTokenizerFile(folder)).count(TEXT, undefined),
  },
  {
    name: "tokenizer, to audit",
    samples: tokenizers,
    read: async (_, folder) => {
      const opened = await openHubTokenizer(folder);
      return auditPosition(opened, { system: "Be kind.", user: TEXT });
    },
  },
];
