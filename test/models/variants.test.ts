import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { embeddedFolder, embeddedNames } from "../../src/models/embedded.ts";
import { openModel } from "../../src/models/index.ts";
import { packageRoot } from "../../src/root.ts";
import { sampleOf } from "./reference.ts";

const VARIANTS = embeddedNames().filter((name) => name !== "reference");
const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 0 };

describe("the variants", () => {
  it.each(VARIANTS)("%s is whole, at most 1 MB, and says what it is", (name) => {
    // Reading verifies the checksums.
    const folder = embeddedFolder(name);
    expect(folder).toMatchObject({ unrotated: true, trainedLength: 512, contextWindow: 1024 });
    expect(statSync(join(folder.source, "onnx/model.onnx")).size).toBeLessThan(1e6);
    const config = JSON.parse(readFileSync(join(folder.source, "config.json"), "utf8")) as Record<
      string,
      unknown
    >;
    const [architecture] = name.split(/-(?=\d)/);
    expect(config.midspan_attention).toBe({ alibi: "alibi", nope: "none" }[architecture as string] ?? "rope");
    expect(config.midspan_learned_sink).toBe(architecture === "learned-sink");
    const log = readFileSync(join(folder.source, "log.jsonl"), "utf8").trim().split("\n");
    const last = JSON.parse(log.at(-1) as string) as { step: number; of: number };
    expect(last.step).toBe(last.of);
  });

  it("count tokens alike", () => {
    const ids = new Set(VARIANTS.map((name) => embeddedFolder(name).tokenizerId));
    expect([...ids]).toEqual([expect.stringMatching(/^variants@[0-9a-f]{8}$/)]);
  });

  it("each has other weights", () => {
    expect(new Set(VARIANTS.map((name) => embeddedFolder(name).sha256)).size).toBe(VARIANTS.length);
  });

  it("are the models of the ready sweep", () => {
    const sweep = readFileSync(join(packageRoot(), "datasets/sweeps/architectures.yaml"), "utf8");
    const named = [...sweep.matchAll(/embedded:([a-z]+(?:-[a-z]+)?-\d)/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual([...VARIANTS].toSorted());
  });

  it.each(["rope-0", "alibi-0", "nope-0", "learned-sink-0"])(
    "%s: a cache with room for all is dense, and a remembered beginning changes nothing",
    async (name) => {
      const ask = async (cache: string, prefixCache: boolean): Promise<string[]> => {
        const model = await openModel(`embedded:${name}`, { cache, prefixCache, threads: 0 });
        const answers: string[] = [];
        for (const words of [20, 21]) answers.push((await model.generate(sampleOf(words), OPTIONS)).text);
        await model.close();
        return answers;
      };
      const dense = await ask("dense", true);
      expect(dense.join("")).not.toBe("");
      expect(await ask("dense", false)).toEqual(dense);
      expect(await ask("sinks:4+960", true)).toEqual(dense);
    },
  );
});
