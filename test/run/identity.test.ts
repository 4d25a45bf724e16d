import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/run/canonical-json.ts";
import { planHash, promptSha256, trialId } from "../../src/run/identity.ts";
import type { Cell, Model } from "../../src/types.ts";
import { echoModel, echoSweep, echoTask, noNeedles, stillHaystack } from "./stand-ins.ts";

const cell: Cell = {
  task: "echo",
  contextLength: 64,
  depth: 0.5,
  seed: 7,
  factors: { arm: "context", k: 1 },
};

interface Recipe {
  readonly cell: Cell;
  readonly model: Model;
  readonly sweep: Parameters<typeof trialId>[0];
  readonly taskVersion: number;
}

const recipe: Recipe = { cell, model: echoModel(), sweep: echoSweep(), taskVersion: 1 };

function idOf(change: Partial<Recipe>): string {
  const { cell, model, sweep, taskVersion } = { ...recipe, ...change };
  return trialId(sweep, model, { task: { ...echoTask, version: taskVersion } }, cell);
}

describe("trialId", () => {
  it("is the same today as when it was first written down", () => {
    expect(idOf({})).toBe("b5f1840e1d61a1c8a8ce");
  });

  const changes: Readonly<Record<string, Partial<Recipe>>> = {
    nothing: {},
    task: { cell: { ...cell, task: "other" } },
    "task version": { taskVersion: 2 },
    length: { cell: { ...cell, contextLength: 65 } },
    depth: { cell: { ...cell, depth: 0.5000001 } },
    seed: { cell: { ...cell, seed: 8 } },
    "factor value": { cell: { ...cell, factors: { arm: "context", k: 2 } } },
    "factor type": { cell: { ...cell, factors: { arm: "context", k: "1" } } },
    "factor name": { cell: { ...cell, factors: { arm: "context", j: 1 } } },
    "one factor more": { cell: { ...cell, factors: { arm: "context", k: 1, x: true } } },
    haystack: { sweep: echoSweep({ haystack: { ...stillHaystack, name: "other" } }) },
    "haystack version": { sweep: echoSweep({ haystack: { ...stillHaystack, version: "2" } }) },
    needles: { sweep: echoSweep({ needles: { ...noNeedles, name: "other" } }) },
    "needles version": { sweep: echoSweep({ needles: { ...noNeedles, version: "2" } }) },
    temperature: { sweep: echoSweep({ generation: { temperature: 1 } }) },
    "output limit": { sweep: echoSweep({ generation: { temperature: 0, maxOutputTokens: 9 } }) },
    model: { model: echoModel({ id: "echo:other" }) },
    "adapter version": { model: echoModel({ adapterVersion: 2 }) },
    tokenizer: { model: echoModel({ tokenizer: { ...echoModel().tokenizer, id: "other" } }) },
    prefill: { model: echoModel({ prefill: true }) },
    weights: { model: echoModel({ details: { sha256: "abc" } }) },
  };
  it("differs for every change that could change an answer", () => {
    const ids = Object.values(changes).map(idOf);
    expect(new Set(ids).size).toBe(Object.keys(changes).length);
  });

  it("does not follow what cannot change an answer", () => {
    const other = echoSweep({ trials: 99, lengths: [1], depths: [0], baselines: false });
    expect(idOf({ sweep: other })).toBe(idOf({}));
    expect(idOf({ model: echoModel({ concurrency: 64 }) })).toBe(idOf({}));
    expect(idOf({ cell: { ...cell, factors: { k: 1, arm: "context" } } })).toBe(idOf({}));
  });

  it("tells any two cells apart", () => {
    const anyCell = fc.record({
      task: fc.string(),
      contextLength: fc.nat(),
      depth: fc.double({ min: 0, max: 1, noNaN: true }).map((depth) => depth + 0),
      seed: fc.nat(),
      factors: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    });
    fc.assert(
      fc.property(anyCell, anyCell, (a, b) => {
        fc.pre(canonicalJson(a) !== canonicalJson(b));
        return idOf({ cell: a }) !== idOf({ cell: b });
      }),
      { seed: 2 },
    );
  });
});

describe("planHash", () => {
  const manifest = {
    plan: { trials: 1 } as never,
    models: [],
    versions: { node: "20", "task:echo": "1", "haystack:still": "1", "needles:none": "1" },
  };
  it("follows plan, models and sources, not Node or the libraries", () => {
    const hash = planHash(manifest);
    expect(planHash({ ...manifest, versions: { ...manifest.versions, node: "24", vega: "7" } })).toBe(hash);
    for (const source of ["task:echo", "haystack:still", "needles:none"])
      expect(planHash({ ...manifest, versions: { ...manifest.versions, [source]: "2" } })).not.toBe(hash);
    expect(planHash({ ...manifest, plan: { trials: 2 } as never })).not.toBe(hash);
    expect(planHash({ ...manifest, models: [{ id: "m" } as never] })).not.toBe(hash);
  });
});

describe("promptSha256", () => {
  const messages = [{ role: "user", content: "a" }] as const;
  it("follows roles, contents, their order and the opening of the answer", () => {
    const hashes = [
      { messages },
      { messages: [{ role: "system", content: "a" }] as const },
      { messages: [...messages, ...messages] },
      { messages: [{ role: "user", content: "b" }] as const },
      { messages, answerPrefix: "a" },
      { messages, answerPrefix: "" },
    ].map(promptSha256);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe("canonicalJson", () => {
  it("keeps plain data and forgets only the order of keys", () => {
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
      { seed: 3 },
    );
  });
  it("leaves out undefined and refuses what JSON would change", () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 0, undefined])
      expect(() => canonicalJson([value])).toThrow(TypeError);
  });
});
