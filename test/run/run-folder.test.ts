import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/record.ts";
import { describeSweep } from "../../src/run/describe.ts";
import { lockFolder } from "../../src/run/lock.ts";
import { planDifferences, readManifest } from "../../src/run/manifest.ts";
import { mergeRuns } from "../../src/run/merge.ts";
import { openRunFolder } from "../../src/run/run-folder.ts";
import { readTrials, TRIALS_FILE } from "../../src/run/scan.ts";
import type { Sweep } from "../../src/run/sweep.ts";
import { echoModel, echoSweep, stillHaystack } from "./stand-ins.ts";
import { trialNumber } from "./trials.ts";

let root = "";
let folder = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-folder-"));
  folder = join(root, "run");
});
afterEach(() => rm(root, { recursive: true }));

function manifestFor(change: Partial<Sweep> = {}): Manifest {
  return describeSweep(echoSweep(change), {
    midspan: "0.0.0",
    command: "midspan run",
    haystack: "still",
    needles: "none",
    versions: { node: "20" },
    startedAt: "2026-01-01T00:00:00.000Z",
  });
}

async function ids(of: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of readTrials(of)) found.push(id);
  return found;
}

describe("openRunFolder", () => {
  it("makes the folder, writes the manifest, notes the end", async () => {
    const run = await openRunFolder(join(folder, "deep", "er"), manifestFor());
    expect(run.resumed).toBe(false);
    expect(await readManifest(run.folder)).toEqual(manifestFor());
    await run.finish("2026-01-02T00:00:00.000Z");
    await run.close();
    expect((await readManifest(run.folder))?.endedAt).toBe("2026-01-02T00:00:00.000Z");
    expect(await readdir(run.folder)).toEqual(["manifest.json", TRIALS_FILE]);
  });

  it("continues the same plan: answered trials are done, failed and skipped ones are not", async () => {
    const first = await openRunFolder(folder, manifestFor());
    for (const [n, status] of (["scored", "refused", "truncated", "failed", "skipped"] as const).entries())
      await first.append(trialNumber(n, { status }));
    await first.close();
    const later = { ...manifestFor(), command: "other", startedAt: "2027-01-01T00:00:00.000Z" };
    const second = await openRunFolder(folder, later);
    expect(second.resumed).toBe(true);
    expect([0, 1, 2, 3, 4, 5].map((n) => second.isDone(`id-${n}`))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    await second.close();
    expect(await readManifest(folder)).toEqual(manifestFor());
  });

  it("refuses another plan, names each difference, and leaves what is there", async () => {
    const first = await openRunFolder(folder, manifestFor());
    await first.append(trialNumber(1));
    await first.close();
    const before = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
    );
    const other = manifestFor({ trials: 40, haystack: { ...stillHaystack, version: "2" } });
    const refused = openRunFolder(folder, other);
    await expect(refused).rejects.toMatchObject({ code: "plan-mismatch" });
    await expect(refused).rejects.toThrow(/trials: 2 there, 40 asked; haystack:still: "1" there, "2" asked/);
    const after = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
    );
    expect(after).toEqual(before);
  });

  it("refuses trials without a manifest, and a damaged manifest", async () => {
    const first = await openRunFolder(folder, manifestFor());
    await first.append(trialNumber(1));
    await first.close();
    await writeFile(join(folder, "manifest.json"), '{"schema":1,');
    await expect(openRunFolder(folder, manifestFor())).rejects.toMatchObject({ code: "input-file" });
    await rm(join(folder, "manifest.json"));
    await expect(openRunFolder(folder, manifestFor())).rejects.toThrow(/has trials but no plan/);
    expect(await ids(folder)).toEqual(["id-1"]);
  });

  it("refuses a path that is a file", async () => {
    await writeFile(folder, "");
    await expect(openRunFolder(folder, manifestFor())).rejects.toMatchObject({ code: "store-write" });
    await expect(openRunFolder(join(folder, "below"), manifestFor())).rejects.toMatchObject({
      code: "store-write",
    });
  });
});

describe("planDifferences", () => {
  it("is empty for one plan, whatever Node ran it", () => {
    const there = manifestFor();
    expect(planDifferences(there, { ...there, versions: { ...there.versions, node: "24" } })).toEqual([]);
  });
  it("names a model whose weights differ", () => {
    const asked = manifestFor({ models: [echoModel({ details: { sha256: "b" } })] });
    expect(planDifferences(manifestFor(), asked)).toEqual([
      expect.stringMatching(/^model echo:model: .*"details":\{\}.* there, .*"sha256":"b".* asked$/),
    ]);
  });
});

describe("lockFolder", () => {
  it("lets one owner in at a time, also within one process", async () => {
    const lock = await lockFolder(root);
    await expect(lockFolder(root)).rejects.toMatchObject({ code: "folder-locked" });
    await lock.release();
    await (await lockFolder(root)).release();
    expect(await readdir(root)).toEqual([]);
  });

  it("refuses while another process lives, and takes over when it is gone", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    const stat = await readFile(`/proc/${child.pid}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const name = `.lock-${encodeURIComponent(hostname())}-${child.pid}-${started}`;
    await writeFile(join(root, name), "");
    await expect(lockFolder(root)).rejects.toThrow(
      new RegExp(`one process at a time: .* \\(process ${child.pid} on`),
    );
    expect(await readdir(root)).toEqual([name]);
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = await lockFolder(root);
    expect(await readdir(root)).not.toContain(name);
    await lock.release();
  });

  it("takes a live process with the number of a dead one for another", async () => {
    await writeFile(join(root, `.lock-${encodeURIComponent(hostname())}-${process.pid}-1`), "");
    const lock = await lockFolder(root);
    expect(await readdir(root)).toHaveLength(1);
    await lock.release();
  });

  it("does not judge a process on another machine", async () => {
    await writeFile(join(root, ".lock-far.example-1-1"), "");
    await expect(lockFolder(root)).rejects.toThrow(/process 1 on far\.example/);
  });
});

describe("mergeRuns", () => {
  const END = "2026-01-02T00:00:00.000Z";
  async function runOf(
    name: string,
    trials: readonly ReturnType<typeof trialNumber>[],
    change = {},
    { shard, end = END }: Part = {},
  ): Promise<string> {
    const path = join(root, name);
    const run = await openRunFolder(path, { ...manifestFor(change), ...(shard && { shard }) });
    for (const trial of trials) await run.append(trial);
    await run.finish(end === "never" ? undefined : end);
    await run.close();
    return path;
  }
  interface Part {
    readonly shard?: { readonly index: number; readonly of: number };
    readonly end?: string;
  }
  const shard = (index: number, of: number, end = END): Part => ({ shard: { index, of }, end });

  it("joins, prefers answers to failures, and can be repeated", async () => {
    const a = await runOf("a", [trialNumber(1), trialNumber(2, { status: "failed" }), trialNumber(3)]);
    const b = await runOf("b", [trialNumber(2), trialNumber(3, { output: "later" }), trialNumber(4)]);
    const into = join(root, "c");
    expect(await mergeRuns([a, b], into)).toEqual({ added: 5, repeated: 2, complete: true });
    const trials = [];
    for await (const trial of readTrials(into)) trials.push(trial);
    expect(trials).toEqual([1, 3, 2, 4].map((n) => trialNumber(n)));
    expect(await mergeRuns([a, b], into)).toEqual({ added: 0, repeated: 6, complete: true });
    expect((await readManifest(into))?.endedAt).toBe("2026-01-02T00:00:00.000Z");
  });

  it("refuses runs of different plans and folders without a run", async () => {
    const a = await runOf("a", [trialNumber(1)]);
    const b = await runOf("b", [trialNumber(1)], { trials: 3 });
    await expect(mergeRuns([a, b], join(root, "c"))).rejects.toThrow(/trials: 2 there, 3 asked/);
    await expect(mergeRuns([a, root], join(root, "c"))).rejects.toMatchObject({ code: "input-file" });
    await expect(mergeRuns([], join(root, "c"))).rejects.toMatchObject({ code: "usage" });
    await expect(mergeRuns([a, b], join(root, "c"))).rejects.toMatchObject({
      cure: expect.stringContaining("midspan report"),
    });
  });

  it.each<readonly [what: string, parts: readonly Part[], end: string | undefined]>([
    [
      "every shard, the last to end first",
      [shard(2, 2, "2026-01-09T00:00:00.000Z"), shard(1, 2)],
      "2026-01-09T00:00:00.000Z",
    ],
    ["every shard of three", [shard(3, 3), shard(1, 3), shard(2, 3)], END],
    ["shards of which the first is missing", [shard(2, 3), shard(3, 3)], undefined],
    ["shards of which one in between is missing", [shard(1, 3), shard(3, 3)], undefined],
    ["shards of which the last is missing", [shard(1, 3), shard(2, 3)], undefined],
    ["a shard alone", [shard(2, 2)], undefined],
    ["shards of two ways to divide, one of them whole", [shard(1, 1), shard(2, 3)], undefined],
    ["a shard that has not ended", [shard(1, 2), shard(2, 2, "never")], undefined],
    ["a whole run beside a shard", [{}, shard(2, 3)], END],
    ["a whole run that has not ended, beside one that has", [{ end: "never" }, {}], undefined],
  ])("is complete where all is there and has ended: %s", async (_, parts, end) => {
    const folders: string[] = [];
    for (const [i, part] of parts.entries())
      folders.push(await runOf(`part-${i}`, [trialNumber(i)], {}, part));
    const into = join(root, "all");
    const merged = await mergeRuns(folders, into);
    expect(merged).toEqual({ added: parts.length, repeated: 0, complete: end !== undefined });
    expect((await readManifest(into))?.endedAt).toBe(end);
  });
});

describe("a record that is a link to a file elsewhere", () => {
  it("is not written through: neither cut nor continued", async () => {
    const victim = join(root, "victim");
    await writeFile(victim, "as it was, without a line's end");
    const run = await openRunFolder(folder, manifestFor());
    await run.close();
    await rm(join(folder, TRIALS_FILE), { force: true });
    await symlink(victim, join(folder, TRIALS_FILE));
    await expect(openRunFolder(folder, manifestFor())).rejects.toMatchObject({ code: "store-write" });
    expect(await readFile(victim, "utf8")).toBe("as it was, without a line's end");
  });
});
