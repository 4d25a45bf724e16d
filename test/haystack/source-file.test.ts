import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { fileHaystack } from "../../src/haystack/file.ts";

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midspan-haystack-"));
  writeFileSync(at("plain.txt"), "\uFEFFOne. Two.\r\n\r\nThree!\r\rFour? Five.\n\nSix.\n");
  writeFileSync(at("empty.txt"), " \n\t\n");
  writeFileSync(at("binary.txt"), Buffer.from([80, 75, 3, 4, 0, 0, 1]));
  writeFileSync(at("latin.txt"), Buffer.from("caf\xe9 is closed.", "latin1"));
  for (const name of ["texts/b/deep", "no-texts", "blank"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("texts/z.md"), "# Last\n\nEnd of it.");
  writeFileSync(at("texts/b/deep/a.txt"), "Middle one.");
  writeFileSync(at("texts/a.TXT"), "First one.");
  writeFileSync(at("texts/c.txt"), "\n");
  writeFileSync(at("texts/code.js"), "let x = 0;");
  writeFileSync(at("no-texts/code.js"), "let x = 0;");
  writeFileSync(at("blank/a.txt"), "\n");
  symlinkSync(at("texts"), at("texts/loop"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string, seed = 0): string[] =>
  [...fileHaystack(at(name)).segments(seed)].map(({ text }) => text);

describe("fileHaystack", () => {
  it("reads a file from its beginning for seed 0", () => {
    const haystack = fileHaystack(at("plain.txt"));
    expect([...haystack.segments(0)]).toEqual(
      [
        ["\n\n", "One."],
        [" ", "Two."],
        ["\n\n", "Three!"],
        ["\n\n", "Four?"],
        [" ", "Five."],
        ["\n\n", "Six."],
      ].map(([lead, text]) => ({ kind: "filler", lead, text })),
    );
    expect(haystack.name).toBe("file:plain.txt");
  });

  it("has a version that follows from the text alone", () => {
    const version = fileHaystack(at("plain.txt")).version;
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    writeFileSync(at("same.txt"), "One. Two.\n\nThree!\n\nFour? Five.\n\nSix.\n");
    expect(fileHaystack(at("same.txt")).version).toBe(version);
    writeFileSync(at("other.txt"), "One. Two.");
    expect(fileHaystack(at("other.txt")).version).not.toBe(version);
  });

  it("begins at another paragraph for another seed, and gives each sentence once", () => {
    const whole = read("plain.txt");
    const starts = new Set<string>();
    for (let seed = 1; seed <= 30; seed++) {
      const turned = read("plain.txt", seed);
      expect(turned).toEqual(read("plain.txt", seed));
      const start = whole.indexOf(turned[0] as string);
      expect(turned).toEqual([...whole.slice(start), ...whole.slice(0, start)]);
      starts.add(turned[0] as string);
    }
    expect(starts).toEqual(new Set(["One.", "Three!", "Four?", "Six."]));
  });

  it("reads a folder's texts in the order of their paths, and no link", () => {
    expect(read("texts")).toEqual(["First one.", "Middle one.", "# Last\n\nEnd of it."]);
    expect(fileHaystack(`${at("texts")}/`).name).toBe("file:texts");
  });

  it.each([
    ["empty.txt", "must be text: an empty file"],
    ["binary.txt", "must be text: a binary file (byte 0)"],
    ["latin.txt", "must be UTF-8: byte 0xe9 in line 1"],
    ["missing.txt", "must be a readable file or folder: no such file or folder"],
    ["plain.txt/inner", "must be a readable file or folder: not readable (ENOTDIR)"],
    ["no-texts", "must be text: a folder without any"],
    ["blank", "must be text: a folder without any"],
  ])("refuses %s", (name, rule) => {
    const error = caught(() => fileHaystack(at(name)));
    expect(error).toBeInstanceOf(MidspanError);
    const { code, message, cure } = error as MidspanError;
    expect(code).toBe("input-file");
    expect(message).toBe(`haystack ${at(name)}; ${rule}`);
    expect(cure).toMatch(/^[A-Z].*\.$/);
  });

  it("reads nothing hidden: what systems and editors leave in a folder is no text", () => {
    mkdirSync(at("mess/.git/deep"), { recursive: true });
    writeFileSync(at("mess/a.txt"), "Seen.");
    writeFileSync(at("mess/._a.txt"), Buffer.from([0, 5, 22, 7]));
    writeFileSync(at("mess/.git/deep/b.txt"), "Unseen.");
    expect(read("mess")).toEqual(["Seen."]);
    mkdirSync(at(".notes"));
    writeFileSync(at(".notes/a.txt"), "Asked for by name.");
    expect(read(".notes")).toEqual(["Asked for by name."]);
  });

  it("names the bad file of a folder, and refuses what is no file", () => {
    mkdirSync(at("mixed"));
    writeFileSync(at("mixed/good.txt"), "Good.");
    writeFileSync(at("mixed/bad.md"), Buffer.from([0xff, 0xfe, 0x41]));
    expect(() => fileHaystack(at("mixed"))).toThrow("bad.md; must be UTF-8: UTF-16 by its first two bytes");
    expect(() => fileHaystack("/dev/null")).toThrow("must be a file or a folder: a device");
  });
});

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
