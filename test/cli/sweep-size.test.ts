import { describe, expect, it } from "vitest";
import { type Settings, settingsFrom } from "../../src/cli/settings.ts";
import type { SweepFlags } from "../../src/cli/sweep-options.ts";
import { sizeOf } from "../../src/cli/sweep-size.ts";
import { parseDepths } from "../../src/run/grid.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { documentsForGap } from "../../src/stats/documents-for-gap.ts";
import { echoModel } from "../run/stand-ins.ts";

const FLAGS: SweepFlags = { model: ["ollama:x"], baselines: true, preflight: true, report: true };

function settings(flags: Partial<SweepFlags> = {}, file: Partial<Settings> = {}): Settings {
  return settingsFrom({ ...FLAGS, ...flags }, file);
}

function model(id: string, contextWindow?: number, details = {}) {
  return echoModel({ id, details, ...(contextWindow === undefined ? {} : { contextWindow }) });
}

function lengths(set: Settings, ...windows: readonly (number | undefined)[]): readonly number[] {
  return sizeOf(
    set,
    windows.map((window) => model("ollama:x", window)),
  ).lengths;
}

describe("default lengths", () => {
  it.each<[string, Partial<SweepFlags>, readonly (number | undefined)[], readonly number[]]>([
    ["double from 1k to 32k", {}, [131_072], [1024, 2048, 4096, 8192, 16_384, 32_768]],
    ["take an unknown window for large", {}, [undefined], [1024, 2048, 4096, 8192, 16_384, 32_768]],
    ["end at the window", {}, [8192], [1024, 2048, 4096, 8192]],
    ["end at the smallest of several", {}, [131_072, 8191], [256, 512, 1024, 2048, 4096]],
    ["begin at 256 where the window is small", {}, [2048], [256, 512, 1024, 2048]],
    ["are the window where that is smaller still", {}, [200], [200]],
    ["go as far as asked", { maxLength: "64k" }, [131_072], [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]],
    ["and no further", { maxLength: "2k" }, [131_072], [256, 512, 1024, 2048]],
    ["give way to what is given", { lengths: "300" }, [131_072], [300]],
  ])("%s", (_, flags, windows, expected) => {
    expect(lengths(settings(flags), ...windows)).toEqual(expected);
  });

  it("stay within what a model was trained for, where it says so", () => {
    const embedded = model("embedded:x", 4096, { trainedLength: 2048 });
    expect(sizeOf(settings(), [embedded]).lengths.at(-1)).toBe(2048);
  });
});

describe("default documents", () => {
  it("are the fewest that find the smallest gap worth seeing", () => {
    const deviation = Math.sqrt(0.9 * 0.1 * (1 / 4 + 1 / 3));
    const { trials } = sizeOf(settings(), [model("ollama:x")]);
    expect(trials).toBe(63);
    expect(detectableGap({ n: trials, deviation })).toBeLessThanOrEqual(0.15);
    expect(detectableGap({ n: trials - 1, deviation })).toBeGreaterThan(0.15);
    expect(sizeOf(settings({ detect: "0.3" }), [model("ollama:x")]).trials).toBe(
      documentsForGap(0.3, { deviation }),
    );
  });

  it("are 20 for embedded models alone, unless more is asked for", () => {
    expect(sizeOf(settings(), [model("embedded:x")]).trials).toBe(20);
    expect(sizeOf(settings({ detect: "0.15" }), [model("embedded:x")]).trials).toBe(63);
    expect(sizeOf(settings(), [model("embedded:x"), model("ollama:x")]).trials).toBe(63);
  });

  it("are 20 where the depths show no gap", () => {
    expect(sizeOf({ ...settings(), depths: parseDepths("0.5") }, [model("ollama:x")]).trials).toBe(20);
  });
});

describe("settings", () => {
  it("are overridden one by one, flags before file", () => {
    const file = { lengths: [512], trials: 5, maxCost: 2, prices: "a.yaml" };
    expect(settings({}, file)).toMatchObject(file);
    expect(settings({ maxCost: "3", prices: "b.yaml", yes: true }, file)).toMatchObject({
      maxCost: 3,
      prices: "b.yaml",
      yes: true,
      lengths: [512],
    });
    const other = settings({ maxLength: "4k", detect: "0.2" }, file);
    expect(other).toMatchObject({ maxLength: 4096, detect: 0.2 });
    expect([other.lengths, other.trials]).toEqual([undefined, undefined]);
    expect(settings({ trials: "7" }, { detect: 0.2 })).not.toHaveProperty("detect");
  });

  it("name the default tasks, needle alone for facts of one's own", () => {
    const names = (set: Settings) => set.tasks.map(({ name }) => name);
    expect(names(settings())).toEqual(["needle", "kv-retrieval", "multi-document-qa"]);
    expect(names(settings({ needles: "mine.yaml" }))).toEqual(["needle"]);
    expect(names(settings({ task: ["counting"], needles: "mine.yaml" }))).toEqual(["counting"]);
    const [needle, ...others] = settings({ distractors: "7" }).tasks;
    expect(needle?.factors).toEqual({ distractors: 7 });
    for (const { factors } of others) expect(factors).toEqual({});
  });

  it.each<[Partial<SweepFlags>, Partial<Settings>, RegExp]>([
    [{ lengths: "1k", maxLength: "2k" }, {}, /--lengths and --max-length are two ways/],
    [{ trials: "5", detect: "0.1" }, {}, /--trials and --detect are two ways/],
    [{}, { lengths: [1], maxLength: 2 }, /lengths and maxLength are two ways/],
    [{}, { trials: 1, detect: 0.2 }, /trials and detect are two ways/],
    [{ detect: "1" }, {}, /detect is not usable; above 0 and below 1: 1/],
    [{ maxLength: "long" }, {}, /length is not usable; .*: long/],
    [{ maxCost: "0" }, {}, /max-cost is not usable; USD above 0: 0/],
    [{ maxCost: "$1" }, {}, /--max-cost is not usable; a number: \$1/],
  ])("refuse %j over %j", (flags, file, message) => {
    expect(() => settings(flags, file)).toThrow(message);
  });
});
