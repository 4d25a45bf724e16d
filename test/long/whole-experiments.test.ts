import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings.ts";
import { orderFor, type PlacementProfile } from "../../src/rag/placement-profile.ts";
import { midspan } from "../cli/midspan.ts";
import { measuredOf, narrow } from "../cli/told.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-whole-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));

describe("an experiment of many prompts, from the command to its words and its page", () => {
  it("rag recommends best last to a simulated model that reads the end best, and its profile says so too", async () => {
    const { code, stdout, stderr } = await midspan(
      "rag --model simulated:recency --chunks 8 --questions 100 --quiet -o recency".split(" "),
      root,
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/Recency only/);
    expect(stdout).toMatch(/Use (reverse|sides-\S+) \(8 chunks, 100 questions\)/);
    for (const line of stdout.split("\n").filter((text) => !text.startsWith("Reports")))
      expect(line.length).toBeLessThanOrEqual(80);
    const [profile] = json("recency/placementProfile.json").profiles as PlacementProfile[];
    expect(profile).toMatchObject({ model: "simulated:recency", simulated: true });
    expect(orderFor(profile as PlacementProfile, 8).at(-1)).toBe(1);
    // Each part is a run folder: what reads one reads these.
    const shown = await midspan(["report", "recency/orders-8", "--json"], root);
    expect(JSON.parse(shown.stdout).findings.map(({ name }: { name: string }) => name)).toContain(
      "chunk-orders",
    );
    const checked = await midspan(["check", "recency/placement-8", "--max-middle-gap", "0.9"], root);
    expect(checked.code, checked.stderr).toBe(0);
  });

  it("sinks instruction says that the embedded model follows none", async () => {
    const args = ["--lengths", "512", "--trials", "6", "--places", "system,end", "--quiet", "-o", "small"];
    const { code, stdout, stderr } = await midspan(
      ["sinks", "instruction", "-m", "embedded:reference", ...args],
      root,
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/The instruction is not followed/);
  });

  it("sinks placeholder tells recall by depth and loss of a local model, for each token in front", async () => {
    const args = ["--lengths", "256", "--depths", "0,1", "--trials", "4", "--loss-documents", "3", "--quiet"];
    const { code, stdout, stderr } = await midspan(
      ["sinks", "placeholder", "-m", "embedded:reference", ...args, "-o", "front"],
      root,
    );
    expect(code, stderr).toBe(0);
    narrow(stdout);
    const { inside, placeholders, finding } = JSON.parse(
      readFileSync(join(root, "front/placeholder.json"), "utf8"),
    );
    expect(placeholders).toEqual(["nothing", "bos", "bos-bos", "newlines", "neutral", "random"]);
    expect(stdout).toMatch(/in front\s+recall\s+0 %\s+100 %\s+sink/);
    for (const placeholder of placeholders) {
      const [recall, difference] = ["recall", "difference"].map((name) =>
        (finding as Finding).rows.find((row) => row.name === name && row.group.placeholder === placeholder),
      );
      const share = Math.round(100 * (recall?.estimate?.value ?? Number.NaN));
      expect(stdout).toMatch(new RegExp(`^  ${placeholder}\\s+${share} %`, "m"));
      // Beside the usual BOS, which the others are compared with.
      expect(difference?.group.against).toBe(placeholder === "bos" ? undefined : "bos");
      const own = measuredOf(inside, { placeholder });
      expect(own["loss of a token"]?.n).toBe(3);
      expect(own["sink above chance"]?.n).toBe(3);
      expect("change of the loss" in own).toBe(placeholder !== "bos");
    }
    const told =
      /What does a placeholder change inside.*sink above chance.*loss: nats a token of 3 documents/s;
    expect(readFileSync(join(root, "front/index.html"), "utf8")).toMatch(told);
    // A report that is drawn again has what no trial holds.
    expect((await midspan(["report", "front"], root)).code).toBe(0);
    expect(readFileSync(join(root, "front/index.html"), "utf8")).toMatch(told);
  });

  it("sinks map finds the sink of a model that has one, and none in a model that has none", async () => {
    const out = join(root, "two");
    const models = ["embedded:nope-0", "embedded:reference"];
    const { code, stdout } = await midspan(
      ["sinks", "map", "-m", ...models, "-o", out, "--json", "--quiet"],
      root,
    );
    expect(code).toBe(0);
    const { findings, report } = JSON.parse(stdout) as { findings: Finding[]; report: string };
    const rows = findings.find(({ name }) => name === "attention-sink")?.rows ?? [];
    const verdicts = rows.filter(({ name }) => name === "verdict");
    expect(verdicts.map(({ group, verdict }) => [group.model, verdict])).toEqual([
      ["embedded:nope-0", "a sink"],
      ["embedded:reference", "none shown"],
    ]);
    const chance = rows.find(({ name }) => name === "chance")?.estimate?.value;
    expect(chance).toBeCloseTo(
      Array.from({ length: 64 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b) / 64,
      12,
    );
    const page = readFileSync(report, "utf8");
    expect(page).toContain("Where does attention go?");
    expect(page).not.toContain("<script");
  });
});
