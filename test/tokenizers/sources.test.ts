import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { packageRoot } from "../../src/root.ts";
import { charactersPerToken, charactersTokenizer } from "../../src/tokenizers/characters.ts";
import { openTokenizer } from "../../src/tokenizers/index.ts";
import { encodingOfModel } from "../../src/tokenizers/tiktoken.ts";
import { legacyLlama, metaspaceUnigram, tokenizerFolder } from "./tiny.ts";

describe("a tokenizer by name", () => {
  it("tiktoken: known ids, special tokens are text", async () => {
    const [cl100k, o200k] = [await openTokenizer("cl100k_base"), await openTokenizer("o200k_base")];
    expect(cl100k.encode("hello world")).toEqual([15339, 1917]); // tiktoken's own README
    expect(o200k.encode("hello world")).toEqual([24912, 2375]);
    expect(o200k.encode("<|endoftext|>").length).toBeGreaterThan(1);
    expect(o200k.decode(o200k.encode("là 漢字 <|endoftext|> 😀"))).toBe("là 漢字 <|endoftext|> 😀");
    expect([o200k.id, o200k.exact, o200k.templateTokens]).toEqual(["o200k_base", true, 7]);
  });

  it("knows the encoding of OpenAI's models, and of no others", () => {
    expect(
      ["gpt-4o-mini", "o3", "o4-mini", "gpt-5.1", "gpt-4.1", "chatgpt-4o-latest"].map(encodingOfModel),
    ).toEqual(new Array(6).fill("o200k_base"));
    expect(["gpt-4", "gpt-4-turbo", "gpt-3.5-turbo"].map(encodingOfModel)).toEqual(
      new Array(3).fill("cl100k_base"),
    );
    expect(["claude-4", "llama-3", "olmo"].map(encodingOfModel)).toEqual([undefined, undefined, undefined]);
  });

  it("file and folder are the same, and named by their content", async () => {
    const folder = tokenizerFolder(legacyLlama());
    const [byFolder, byFile] = [
      await openTokenizer(folder),
      await openTokenizer(join(folder, "tokenizer.json")),
    ];
    const other = await openTokenizer(tokenizerFolder(metaspaceUnigram()));
    expect(byFile.id).toBe(byFolder.id);
    expect(other.id.split("@")[1]).not.toBe(byFile.id.split("@")[1]);
    expect(byFile.decode(byFile.encode("the ship was in"))).toBe("the ship was in");
    expect(byFile.templateTokens).toBe(16);
  });

  it("measures a chat template that stands beside it", async () => {
    const { templateTokens } = await openTokenizer(
      tokenizerFolder(legacyLlama(), {
        chat_template: "{% for m in messages %}in {{ m.content }} of{% endfor %} at",
      }),
    );
    expect(templateTokens).toBe(3 + 1); // ▁in, ▁of, ▁at, and one for a BOS
    const own = await openTokenizer(join(packageRoot(), "models/reference"));
    expect(own.id).toMatch(/^reference@[0-9a-f]{8}$/);
  });

  it("characters: an estimate that says so, calibrated on one probe", async () => {
    const probe = "The harbour kept a ledger. ".repeat(30);
    expect(charactersPerToken(probe, 208)).toBe(Math.floor((probe.length / 200) * 100) / 100);
    const tokenizer = await openTokenizer("characters:4.05");
    expect([tokenizer.exact, tokenizer.id, tokenizer.count("gulls")]).toEqual([false, "characters:4.05", 2]);
    // An id or a number takes more tokens than a word of its length.
    expect(tokenizer.count("12345")).toBe(4);
    expect(tokenizer.decode(tokenizer.encode("a😀é"))).toBe("a😀é");
    expect(() => charactersPerToken("short", 9)).toThrowError(
      "the probe is too short; tokens at least 100: 1",
    );
    expect(() => charactersTokenizer(0)).toThrowError("a number above 0: 0");
    await expect(openTokenizer("characters:")).rejects.toThrowError("a number above 0: NaN");
  });

  it("refuses what is none, naming the file", async () => {
    await expect(openTokenizer("/nowhere/tokenizer.json")).rejects.toThrowError("/nowhere/tokenizer.json");
    const folder = tokenizerFolder({ version: "1.0" });
    await expect(openTokenizer(folder)).rejects.toThrowError(join(folder, "tokenizer.json"));
    writeFileSync(join(folder, "tokenizer.json"), "{ cut");
    await expect(openTokenizer(folder)).rejects.toMatchObject({ code: "input-file" });
    writeFileSync(join(folder, "tokenizer.json"), "7");
    await expect(openTokenizer(folder)).rejects.toThrowError(MidspanError);
  });
});
