import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { charts } from "../../src/charts/index.ts";
import { MidspanError } from "../../src/errors.ts";
import { writeReport } from "../../src/report/write.ts";
import { writeAtomically } from "../../src/report/write-atomically.ts";
import { madeInput } from "./made-input.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midspan-report-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("writeReport", () => {
  const input = madeInput(66);
  let run = "";
  let written: readonly string[] = [];
  beforeAll(async () => {
    run = join(folder, "run");
    written = (await writeReport(run, input)).map((file) => relative(run, file));
  });

  it("writes every output of the contract, whole, and nothing else", () => {
    const pictures = charts.flatMap(({ name }) =>
      ["png", "svg", "vl.json"].map((ending) => `charts/${name}.${ending}`),
    );
    const tables = input.findings.map(({ name }) => `tables/${name}.csv`);
    const expected = [
      ...pictures,
      ...tables,
      "findings.json",
      "index.html",
      "recall.csv",
      "summary.md",
      "trials.parquet",
    ];
    expect([...written].sort()).toEqual(expected.sort());
    expect(written.at(-1)).toBe("index.html");
    const found = readdirSync(run, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(found).toHaveLength(expected.length);
    const kept = JSON.parse(readFileSync(join(run, "findings.json"), "utf8"));
    expect(kept).toEqual({ schema: 1, planHash: input.manifest.planHash, findings: input.findings });
    const spec = JSON.parse(readFileSync(join(run, "charts/heat-map.vl.json"), "utf8"));
    expect(spec.$schema).toBe("https://vega.github.io/schema/vega-lite/v6.json");
  });

  it("gives equal bytes for an equal record", async () => {
    const again = join(folder, "again");
    const files = (await writeReport(again, input)).map((file) => relative(again, file));
    expect([...files].sort()).toEqual([...written].sort());
    for (const file of files)
      expect(readFileSync(join(run, file)).equals(readFileSync(join(again, file))), file).toBe(true);
  });

  it("says which file cannot be written", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const failure = await writeReport(join(file, "run"), input).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MidspanError);
    expect(failure).toMatchObject({ code: "store-write", cure: expect.stringContaining("-o") });
    expect(String(failure)).toContain("findings.json");
  });

  it("stands without a finding or a trial", async () => {
    const empty = join(folder, "empty");
    const files = await writeReport(empty, { ...input, findings: [], trials: [], excerpts: [] });
    expect(files.map((file) => relative(empty, file))).not.toContain("charts/heat-map.svg");
    expect(readFileSync(join(empty, "index.html"), "utf8")).toContain("No verdict");
  });
});

describe("writeAtomically", () => {
  it("leaves the old file where the new one cannot be put, and no temporary one", async () => {
    const target = join(folder, "target");
    await writeAtomically(target, "old");
    await writeAtomically(target, "new");
    expect(readFileSync(target, "utf8")).toBe("new");
    await expect(writeAtomically(folder, "x")).rejects.toMatchObject({ code: "store-write" });
    expect(readdirSync(join(folder, "..")).filter((name) => name.includes(`${process.pid}.tmp`))).toEqual([]);
  });
});

describe("links in a run folder of somebody else", () => {
  it("are not followed: neither a folder nor a file nor a temporary file", async () => {
    const [run, elsewhere] = [join(folder, "received"), join(folder, "elsewhere")];
    mkdirSync(run);
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "victim"), "as it was");
    symlinkSync(elsewhere, join(run, "charts"));
    // One chart is enough for a file to be put there.
    const made = madeInput(12);
    const findings = made.findings.filter(({ name }) => name === "recall-by-length-and-depth");
    await expect(writeReport(run, { ...made, findings })).rejects.toMatchObject({
      code: "store-write",
      message: expect.stringContaining("no links within a run folder"),
    });
    expect(readdirSync(elsewhere)).toEqual(["victim"]);

    const file = join(run, "index.html");
    for (const name of [file, `${file}.${process.pid}.tmp`]) symlinkSync(join(elsewhere, "victim"), name);
    await writeAtomically(file, "a page");
    expect(readFileSync(file, "utf8")).toBe("a page");
    expect(readFileSync(join(elsewhere, "victim"), "utf8")).toBe("as it was");
  });
});
