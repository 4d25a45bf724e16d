import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Exited, runMidspan as midspan } from "../cli/start-midspan.ts";
import { type Fault, type FaultServer, startFaultServer } from "../models/servers/fault-server.ts";
import { hostedProtocols, protocols } from "../models/servers/protocols.ts";

const KEY = "sk-test-77ab0e5d2f9c41e6";
const SMALL = [
  "--task",
  "needle",
  "--lengths",
  "512",
  "--depths",
  "0,0.5,1",
  "--trials",
  "1",
  "--no-baselines",
];

type Weather = readonly [what: string, faults: readonly Fault[], code: number, word: string];

/** For one protocol: what comes of these does not depend on whose it is. */
const MORE: readonly Weather[] = [
  ["a wrong key", [{ kind: "refuse", refusal: "key" }], 4, "model-unavailable"],
  [
    "a redirect with the key",
    [{ kind: "redirect", status: 307, to: "http://127.0.0.1:9/" }],
    4,
    "bad-response",
  ],
  ["a page of HTML", [{ kind: "status", status: 404, body: `<p>${KEY}</p>` }], 4, "model-unavailable"],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "midspan-hosted-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Servers of one's own take a key where they want one. */
const keyed = protocols.filter(({ variable }) => variable !== undefined);

describe.each(keyed)("$id", ({ id, variable = "", ...protocol }) => {
  let server: FaultServer;
  beforeAll(async () => {
    server = await startFaultServer({ id, variable, ...protocol });
  });
  afterAll(() => server.close());

  const env = { [variable]: KEY, MIDSPAN_CACHE: "" };
  const asked = (): readonly string[] => ["--model", id, "--base-url", server.url];
  const output = (): string => join(folder, `${id.replace(/\W/g, "-")}-${server.requests.length}`);

  /** Both streams, and every file that any run left so far. */
  function everything({ stdout, stderr }: Exited): string {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
    return [stdout, stderr, ...texts].join("\n");
  }

  afterEach(() => expect(server.requests.length).toBeGreaterThan(0));

  it.each<Weather>([
    ["an error that holds the key", [{ kind: "echo-key", status: 400 }], 4, "bad-response"],
    ["answers that hold the key", [{ kind: "echo-key", status: 200 }], 0, "scored"],
    ...(id.startsWith("openai:") ? MORE : []),
  ])("run: no file and no stream shows the key: %s", async (_, faults, code, words) => {
    server.play(...faults);
    const args = ["run", ...asked(), ...SMALL, "--no-preflight", "-o", output()];
    const ended = await midspan(args, folder, env);
    expect(ended.code, ended.stderr).toBe(code);
    const all = everything(ended);
    expect(all).toContain(words);
    expect(all).not.toContain(KEY);
    expect(Object.values(server.requests.at(-1)?.headers ?? {}).join()).toContain(KEY);
  });

  if (!hostedProtocols.some((hosted) => hosted.id === id)) return;

  it("doctor: asks the model at an address", async () => {
    server.play({ kind: "reply", reply: { text: "I do not know." } });
    const ended = await midspan(["doctor", ...asked(), "--length", "1k"], folder, env);
    expect(ended.stdout).toContain(id);
    expect(ended.stdout).toContain(server.url);
    expect(ended.stdout).toMatch(/@ai-sdk\/\w+ 3\./);
    expect(ended.stdout).toContain("of a short prompt");
    expect(everything(ended)).not.toContain(KEY);
  });

  it("plan: needs no key and asks nothing", async () => {
    const before = server.requests.length;
    const ended = await midspan(["plan", ...asked(), ...SMALL], folder, { ...env, [variable]: "" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain(id);
    expect(server.requests.length).toBe(before);
  });

  it("run: says which variable is missing", async () => {
    const args = ["run", ...asked(), ...SMALL, "--no-preflight", "-o", output()];
    const ended = await midspan(args, folder, { ...env, [variable]: "" });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain(variable);
  });
});
