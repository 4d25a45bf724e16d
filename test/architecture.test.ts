import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../src/root.ts";

const SRC = join(packageRoot(), "src");

/** What everyone may import: files of src/ itself. */
const GROUND = [
  "types",
  "generation",
  "document",
  "behaviour",
  "chunk-question",
  "record",
  "record-row",
  "row-kind",
  "findings",
  "errors",
  "random",
  "tokens",
  "root",
  "nearest",
  "number-words",
  "parse-shallow",
  "thinking",
];

/** Room -> rooms that it may import besides the ground and itself. `index` is src/index.ts. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  ground: [],
  run: [],
  models: ["tokenizers"],
  haystack: [],
  scorers: [],
  stats: [],
  tokenizers: [],
  charts: [],
  tasks: ["haystack", "scorers"],
  analysis: ["stats"],
  report: ["charts", "analysis"],
  importers: ["scorers"],
  rag: ["tasks", "haystack", "scorers", "stats"],
  sinks: ["tasks", "haystack", "scorers", "stats", "models", "tokenizers"],
  cli: [
    "run",
    "models",
    "haystack",
    "scorers",
    "stats",
    "tokenizers",
    "charts",
    "tasks",
    "analysis",
    "report",
    "importers",
    "rag",
    "sinks",
  ],
  index: [
    "run",
    "models",
    "haystack",
    "scorers",
    "stats",
    "tokenizers",
    "charts",
    "tasks",
    "analysis",
    "report",
    "importers",
    "rag",
    "sinks",
  ],
};

interface Source {
  /** Relative to src/, with slashes. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly nodes: readonly ts.Node[];
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(SRC, path), "utf8");
    const name = path.replaceAll("\\", "/");
    return {
      path: name,
      room: roomOf(name),
      text,
      nodes: nodesOf(ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true)),
    };
  });

function roomOf(path: string): string {
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0) return first;
  return first === "index.ts" ? "index" : "ground";
}

/** Every node of a file. */
function nodesOf(file: ts.SourceFile): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return nodes;
}

/** Specifiers of import and export declarations, dynamic imports and `import("...")` types. */
function importsOf({ nodes }: Source): readonly string[] {
  return nodes.flatMap((node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined)
      return [(node.moduleSpecifier as ts.StringLiteral).text];
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return node.arguments.flatMap((argument) => (ts.isStringLiteral(argument) ? [argument.text] : ["?"]));
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      return [(node.argument.literal as ts.StringLiteral).text];
    return [];
  });
}

/** Of these what is there as soon as the file is: neither types alone nor what is imported when it is needed. */
function loadedBy({ nodes }: Source): readonly string[] {
  return nodes.flatMap((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    if (node.moduleSpecifier === undefined) return [];
    if (ts.isExportDeclaration(node) && node.isTypeOnly) return [];
    if (ts.isImportDeclaration(node) && node.importClause !== undefined) {
      const { isTypeOnly, name, namedBindings } = node.importClause;
      const named =
        namedBindings !== undefined && ts.isNamedImports(namedBindings) ? namedBindings : undefined;
      if (isTypeOnly || (name === undefined && named?.elements.every((one) => one.isTypeOnly))) return [];
    }
    return [(node.moduleSpecifier as ts.StringLiteral).text];
  });
}

function mayImport(room: string, target: string): boolean {
  const targetRoom = roomOf(target);
  if (targetRoom === "ground") return GROUND.includes(basename(target, ".ts"));
  return targetRoom === room || (ARROWS[room] ?? []).includes(targetRoom);
}

/** What of the sources breaks a rule, as "file: what". */
function offences(rule: (source: Source) => readonly string[]): readonly string[] {
  return sources.flatMap((source) => rule(source).map((what) => `${source.path}: ${what}`));
}

describe("the rooms", () => {
  it("are those that the arrows name", () => {
    expect(
      [...new Set(sources.map(({ room }) => room))].filter((room) => ARROWS[room] === undefined),
    ).toEqual([]);
  });

  it("import along the arrows only", () => {
    const wrong = offences((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) =>
          relative(SRC, resolve(SRC, dirname(source.path), specifier)).replaceAll("\\", "/"),
        )
        .filter((target) => !mayImport(source.room, target)),
    );
    expect(wrong).toEqual([]);
  });

  it("name files with their ending, and dynamic imports by a literal", () => {
    // A user's own order of chunks is code that only the user can name.
    const wrong = offences((source) =>
      source.path === "cli/order-module.ts"
        ? []
        : importsOf(source).filter(
            (specifier) => specifier === "?" || /^\.(?!.*\.(ts|json)$)/.test(specifier),
          ),
    );
    expect(wrong).toEqual([]);
  });

  it("load what runs a model, draws or paints when it is needed, not with the registry of adapters or a command", () => {
    const heavy = /^(?:@huggingface\/transformers|onnxruntime-node|sharp|vega|vega-lite|@resvg\/)/;
    const byPath = new Map(sources.map((source) => [source.path, source]));
    const starts = [
      "models/index.ts",
      "cli/program.ts",
      "cli/load-run.ts",
      "cli/open-sweep.ts",
      "cli/report.ts",
    ];
    const ways = new Map(starts.map((path) => [path, path]));
    const wrong: string[] = [];
    for (const [path, way] of ways)
      for (const specifier of loadedBy(byPath.get(path) as Source)) {
        if (heavy.test(specifier)) wrong.push(`${way} > ${specifier}`);
        if (!specifier.startsWith(".") || !specifier.endsWith(".ts")) continue;
        const target = relative(SRC, resolve(SRC, dirname(path), specifier)).replaceAll("\\", "/");
        if (!ways.has(target)) ways.set(target, `${way} > ${target}`);
      }
    expect(ways.size).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it("have no ground but the known", () => {
    const known = [...GROUND, "index"].map((name) => `${name}.ts`);
    expect(sources.filter(({ path }) => !path.includes("/") && !known.includes(path))).toEqual([]);
  });

  it("are nouns, not heaps, and a folder within one holds two files or more", () => {
    const folders = readdirSync(SRC, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const heaps = /^(utils?|helpers?|common|core|libs?|misc|shared)$/;
    expect(folders.filter(({ name }) => heaps.test(name))).toEqual([]);
    const small = folders
      .filter(({ name }) => ARROWS[name] === undefined)
      .filter(({ parentPath, name }) => readdirSync(join(parentPath, name)).length < 2);
    expect(small.map(({ name }) => name)).toEqual([]);
  });
});

describe("the files", () => {
  it("are at most 250 lines, 60 in the median", () => {
    const lengths = sources.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(60);
  });

  it("are named in lower case with hyphens", () => {
    expect(
      sources.filter(({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path)).map(({ path }) => path),
    ).toEqual([]);
  });

  it("have no default export, enum, namespace, any", () => {
    const wrong = offences(({ nodes }) =>
      nodes.flatMap((node) => {
        if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) {
          return ts.isDefaultClause(node.parent) ? [] : ["default export"];
        }
        if (ts.isEnumDeclaration(node)) return ["enum"];
        if (ts.isModuleDeclaration(node)) return ["namespace"];
        return node.kind === ts.SyntaxKind.AnyKeyword ? ["any"] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("print, read arguments and exit in cli only", () => {
    const rim = /^(console\.\w+|process\.(exit|exitCode|argv|stdout|stderr|stdin))$/;
    const wrong = offences(({ room, nodes }) =>
      room === "cli"
        ? []
        : nodes
            .filter((node) => ts.isPropertyAccessExpression(node) && rim.test(node.getText()))
            .map((node) => node.getText()),
    );
    expect(wrong).toEqual([]);
  });

  it("draw chance from random.ts only", () => {
    const wrong = offences(({ path, nodes }) =>
      path === "random.ts"
        ? []
        : nodes
            .filter((node) => ts.isPropertyAccessExpression(node) && node.getText() === "Math.random")
            .map((node) => node.getText()),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the registries", () => {
  it("hold no name twice", async () => {
    const { tasks } = await import("../src/tasks/index.ts");
    const { adapters } = await import("../src/models/index.ts");
    const { haystacks } = await import("../src/haystack/index.ts");
    const { analyses } = await import("../src/analysis/index.ts");
    const { charts } = await import("../src/charts/index.ts");
    const { tokenizers } = await import("../src/tokenizers/index.ts");
    const { importers } = await import("../src/importers/index.ts");
    const { chunkSetFormats } = await import("../src/rag/sets/index.ts");
    const { auditedTokenizers } = await import("../src/sinks/audited/index.ts");
    const registries = [
      ...[tasks, adapters, haystacks, analyses, charts, tokenizers, importers, chunkSetFormats],
      auditedTokenizers,
    ];
    for (const registry of registries) {
      const names = registry.map(({ name }) => name);
      expect(names.length).toBeGreaterThan(1);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    }
  });
});
