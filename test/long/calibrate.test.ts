import { tmpdir } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { midspan } from "../cli/midspan.ts";
import { type ServingFault, servedReference } from "../models/servers/served-reference.ts";

// Each case asks the model 120 prompts; on a busy machine that takes long, and says nothing.
vi.setConfig({ testTimeout: 300_000 });

describe("midspan doctor --calibrate", () => {
  async function calibrate(fault: ServingFault) {
    const server = await servedReference(fault);
    const args = ["doctor", "--calibrate", "--model", "ollama:midspan-reference", "--base-url", server.url];
    const ended = await midspan(args, tmpdir());
    await server.close();
    return ended;
  }

  it("finds the reference model served as it is", async () => {
    const { code, stdout } = await calibrate({});
    expect(stdout).toContain("serves the model as it is");
    expect(code).toBe(0);
    expect(stdout.match(/100 % +100 % +8 of 8/g)).toHaveLength(15);
  });

  it.each([
    [
      "a stack that keeps the end of a prompt",
      { cache: "window:512" },
      /loses facts from 1,024 tokens on, at depths 0 %/,
    ],
    ["a stack that drops the BOS", { miscount: -1 }, /drops the BOS token/],
    [
      "a stack with another template",
      {
        mangle: ([first, ...rest]) => [
          { role: "user", content: `[INST] ${first?.content} [/INST]` },
          ...rest,
        ],
      },
      /template is another one/,
    ],
  ] as const satisfies readonly (readonly [string, ServingFault, RegExp])[])(
    "names %s",
    async (_, fault, words) => {
      const { code, stdout } = await calibrate(fault);
      expect(code).toBe(3);
      expect(stdout.replace(/\s+/g, " ")).toMatch(words);
    },
  );
});
