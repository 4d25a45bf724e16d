import { describe, expect, it } from "vitest";
import { parseModelId } from "../../src/models/model-id.ts";

describe("model ids", () => {
  it.each([
    ["embedded:reference", { adapter: "embedded", name: "reference" }],
    ["embedded:reference+dense", { adapter: "embedded", name: "reference", cache: "dense" }],
    ["embedded:reference+sinks:256+256", { adapter: "embedded", name: "reference", cache: "sinks:256+256" }],
    ["transformers:/models/a+b", { adapter: "transformers", name: "/models/a+b" }],
    [
      "transformers:/models/a+b+window:64",
      { adapter: "transformers", name: "/models/a+b", cache: "window:64" },
    ],
    ["simulated:edge=.95,middle=.5", { adapter: "simulated", name: "edge=.95,middle=.5" }],
    ["openai-compatible:org/model:free", { adapter: "openai-compatible", name: "org/model:free" }],
  ])("reads %s", (id, expected) => {
    expect(parseModelId(id)).toEqual(expected);
  });

  it.each(["", "embedded", ":reference", "embedded:"])("refuses %j", (id) => {
    expect(() => parseModelId(id)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
