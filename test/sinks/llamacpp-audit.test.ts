import { afterEach, describe, expect, it } from "vitest";
import { openLlamacppTokenizer } from "../../src/sinks/audited/llamacpp-tokenizer.ts";
import { auditPosition } from "../../src/sinks/position-audit.ts";
import { type LlamacppTestServer, llamacppServer } from "../models/servers/llamacpp.ts";

let server: LlamacppTestServer | undefined;
afterEach(async () => server?.close());

const PROMPT = { system: "Be kind.", user: "Answer in JSON." };

describe("a llama.cpp server", () => {
  it("whose template writes the BOS doubles it with add_special", async () => {
    server = await llamacppServer();
    const audit = await auditPosition(await openLlamacppTokenizer(server.url), PROMPT);
    expect(audit).toMatchObject({ addsBos: true, templateWritesBos: true, window: 4096 });
    const of = (way: string) => audit.audits.find((one) => one.way === way && one.texts === "user");
    expect(of("template")).toMatchObject({ leadingBos: 2, verdict: "double" });
    expect(of("template-bare")).toMatchObject({ leadingBos: 1, verdict: "ok", delimiters: ["<|user|>"] });
    expect(
      of("template-bare")
        ?.opening.slice(0, 2)
        .map(({ piece }) => piece),
    ).toEqual(["<|bos|>", "<|user|>"]);
    expect(of("plain")?.instruction).toMatchObject({ index: 1, direct: true });
  });

  it("that leaves the BOS to whoever encodes misses it where nobody does", async () => {
    server = await llamacppServer({ templateBos: false });
    const audit = await auditPosition(await openLlamacppTokenizer(server.url), PROMPT);
    expect(audit.templateWritesBos).toBe(false);
    const of = (way: string) => audit.audits.find((one) => one.way === way && one.texts === "user");
    expect(of("template")?.verdict).toBe("ok");
    expect(of("template-bare")).toMatchObject({ verdict: "missing", positionZero: "delimiter" });
  });

  it("that is not there is said to be out of reach", async () => {
    await expect(openLlamacppTokenizer("http://127.0.0.1:9")).rejects.toThrow(/127\.0\.0\.1/);
  });
});
