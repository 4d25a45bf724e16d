import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { midspan } from "./midspan.ts";

const PLAN =
  "--model simulated:u --task needle --lengths 256 --depths 0,0.5,1 --trials 1 --no-report --quiet";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-publish-"));
  await midspan(["run", ...PLAN.split(" "), "-o", "run"], root);
});
afterAll(() => rm(root, { recursive: true }));

describe("midspan publish", () => {
  it("leaves a card, the licence that is named and sums that hold, and may do so again", async () => {
    for (const again of [false, true]) {
      const { code, stdout, stderr } = await midspan(
        ["publish", "run", "-o", "out", "--license", "MIT"],
        root,
      );
      expect(code, stderr).toBe(0);
      const files = await readdir(join(root, "out"), { recursive: true, withFileTypes: true });
      const count = files.filter((file) => file.isFile()).length;
      expect(stdout, String(again)).toContain(`${count} files, MIT: out\n`);
      expect(await readFile(join(root, "out/README.md"), "utf8")).toMatch(/^license: mit$/m);
      const sums = (await readFile(join(root, "out/SHA256SUMS"), "utf8")).trimEnd().split("\n");
      expect(sums).toHaveLength(count - 1);
      for (const line of sums) {
        const [sum, name = ""] = line.split("  ");
        const bytes = await readFile(join(root, "out", name));
        expect(createHash("sha256").update(bytes).digest("hex"), name).toBe(sum);
      }
    }
  });

  it("writes over nothing that was not published before", async () => {
    const before = await readdir(join(root, "run"));
    const { code, stderr } = await midspan(["publish", "run", "-o", "run"], root);
    expect(code).toBe(2);
    expect(stderr).toMatch(/-o; must be a new or empty folder, or one published before: run/);
    expect(await readdir(join(root, "run"))).toEqual(before);
  });

  it("takes no licence that is none, and asks for one where the answers are others'", async () => {
    const odd = await midspan(["publish", "run", "-o", "odd", "--license", "my own"], root);
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining("--license; must be an SPDX id") });
    await writeFile(join(root, "published.csv"), "length,depth,score\n1000,0,1\n1000,0.5,0\n1000,1,1\n");
    const columns = "--columns length=length,depth=depth,score=score --model m".split(" ");
    await midspan(["import", "generic", "published.csv", ...columns, "-o", "theirs"], root);
    const unnamed = await midspan(["publish", "theirs", "-o", "of-theirs"], root);
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining("need their own licence") });
    const named = ["publish", "theirs", "-o", "of-theirs", "--license", "CC0-1.0", "--json"];
    const { code, stdout } = await midspan(named, root);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ folder: "of-theirs" });
  });

  it("has nothing to publish of a run without a trial", async () => {
    await cp(join(root, "run"), join(root, "bare"), { recursive: true });
    await writeFile(join(root, "bare/trials.jsonl"), "");
    const { stdout, stderr } = await midspan(["publish", "bare", "-o", "of-bare"], root);
    expect(stdout).toBe("");
    expect(stderr).toContain("nothing to publish");
  });
});
