import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";

const INDEX = join(packageRoot(), "src/index.ts");
const EXAMPLES = join(packageRoot(), "src/examples.ts"); // in memory alone
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: ["node"],
};

/** What an example takes for given. */
const GIVEN = `
declare const [trials, later]: readonly (readonly api.Trial[])[];
declare const trial: api.Trial, manifest: api.Manifest, sweep: api.Sweep, model: api.Model, sample: api.Sample;
declare const task: api.Task, profile: api.PlacementProfile, ranked: readonly api.Ranked[];
declare const input: api.ReportInput, facts: api.ManifestFacts, listed: api.PriceBook;`;

interface Exported {
  readonly name: string;
  readonly isValue: boolean;
  readonly words: string;
  readonly examples: readonly string[];
}

function exported(): readonly Exported[] {
  const program = ts.createProgram([INDEX], OPTIONS);
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(INDEX) as ts.SourceFile) as ts.Symbol;
  return checker.getExportsOfModule(index).map((entry) => {
    const symbol = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry;
    const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === "example");
    return {
      name: entry.name,
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
      words: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      examples: tags.map(({ text }) => ts.displayPartsToString(text).replace(/^```ts\n|\n```$/g, "")),
    };
  });
}

/** What the compiler says of the examples, each in a scope of its own, with all that is exported at hand. */
function complaints(all: readonly Exported[]): readonly string[] {
  const values = all.filter(({ isValue }) => isValue).map(({ name }) => name);
  const scopes = all.flatMap(({ name, examples }) =>
    examples.map((text) => `// ${name}\nasync () => {\n${text}\n};`),
  );
  const text = `import * as api from "./index.ts";\nimport { ${values.join(", ")} } from "./index.ts";\n${GIVEN}\n${scopes.join("\n")}\nexport {};\n`;
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === EXAMPLES || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === EXAMPLES
      ? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram([EXAMPLES], OPTIONS, host);
  return program.getSemanticDiagnostics(program.getSourceFile(EXAMPLES)).map(({ messageText, start = 0 }) => {
    const line = text.slice(text.lastIndexOf("\n", start) + 1, text.indexOf("\n", start));
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

describe("what is exported", () => {
  const all = exported();

  it("says what it is", () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ words }) => words === "").map(({ name }) => name)).toEqual([]);
  });

  it("has an example where it is more than a type", () => {
    expect(
      all.filter(({ isValue, examples }) => isValue && examples.length === 0).map(({ name }) => name),
    ).toEqual([]);
  });

  it("has examples that the compiler takes", () => {
    expect(complaints(all)).toEqual([]);
  });
});
