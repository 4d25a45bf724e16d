import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { ollamaEmbedder } from "../../src/models/ollama-embedder.ts";
import { openEmbedder } from "../../src/models/open-embedder.ts";
import { transformersEmbedder } from "../../src/models/transformers-embedder.ts";
import { packageRoot } from "../../src/root.ts";
import { type Loopback, startLoopback } from "./servers/loopback.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/embedder", import.meta.url));

describe("transformers", () => {
  it("gives the mean of the hidden states, of length 1, padded or not", async () => {
    const embed = await transformersEmbedder(FOLDER);
    const found = await embed(["north", "north east", "south south south west"]);
    // By hand: (1, 2, 0) / 2 and (-3, -2, 0) / 4, each over its length.
    const expected = [
      [1, 0, 0],
      [1 / Math.sqrt(5), 2 / Math.sqrt(5), 0],
      [-3 / Math.sqrt(13), -2 / Math.sqrt(13), 0],
    ];
    for (const [i, row] of expected.entries())
      for (const [j, value] of row.entries()) expect(found[i]?.[j]).toBeCloseTo(value, 6);
  });

  it("gives a text the same vector whatever stands beside it", async () => {
    const embed = await transformersEmbedder(FOLDER);
    const texts = Array.from({ length: 40 }, (_, i) =>
      ["north", "east", "west west"].slice(0, 1 + (i % 3)).join(" "),
    );
    const together = await embed(texts);
    expect(together).toHaveLength(40);
    for (const i of [0, 17, 39]) expect(await embed([texts[i] as string])).toEqual([together[i]]);
  });

  it("refuses a text that it would have to cut", async () => {
    const embed = await transformersEmbedder(FOLDER);
    await expect(embed(["north ".repeat(9)])).rejects.toMatchObject({
      code: "context-window",
      message: expect.stringContaining("at most 8 tokens: 9"),
    });
  });

  it("refuses a model without hidden states, and a folder that is not there", async () => {
    await expect(transformersEmbedder(`${packageRoot()}/models/reference`)).rejects.toMatchObject({
      code: "model-unavailable",
    });
    await expect(transformersEmbedder("no/such/folder")).rejects.toMatchObject({ code: "model-unavailable" });
  });
});

describe("Ollama", () => {
  const open: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  /** Embeds a text as its length and its first letter. */
  async function server(
    answer?: (input: readonly string[]) => readonly [number, unknown],
  ): Promise<Loopback> {
    const started = await startLoopback(({ body }, response) => {
      const { input } = JSON.parse(body) as { input: string[] };
      const [status, value] = answer?.(input) ?? [
        200,
        { model: "tiny", embeddings: input.map((text) => [text.length, text.charCodeAt(0)]) },
      ];
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    });
    open.push(started);
    return started;
  }

  it("sends texts by the batch, uncut, and keeps their order", async () => {
    const { url, requests } = await server();
    const texts = Array.from({ length: 130 }, (_, i) => "x".repeat(1 + i));
    const found = await ollamaEmbedder("tiny", url)(texts);
    expect(found.map((row) => row[0])).toEqual(texts.map(({ length }) => length));
    expect(requests.map(({ path }) => path)).toEqual(["/api/embed", "/api/embed", "/api/embed"]);
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ model: "tiny", truncate: false });
  });

  it("names the cure for a model that the server lacks", async () => {
    const { url } = await server(() => [404, { error: 'model "huge" not found, try pulling it first' }]);
    await expect(ollamaEmbedder("huge", url)(["a"])).rejects.toMatchObject({ cure: "ollama pull huge" });
  });

  it("names the cure for a text that is too long", async () => {
    const { url } = await server(() => [400, { error: "the input length exceeds the context length" }]);
    await expect(ollamaEmbedder("tiny", url)(["a"])).rejects.toMatchObject({
      cure: "Cut the documents into smaller chunks.",
    });
  });

  it("refuses an answer of too few vectors", async () => {
    const { url } = await server(() => [200, { embeddings: [[1]] }]);
    await expect(ollamaEmbedder("tiny", url)(["a", "b"])).rejects.toMatchObject({ code: "bad-response" });
  });
});

describe("an embedding model's id", () => {
  it.each([
    ["nonsense", "usage"],
    ["ollma:tiny", "unknown-name"],
    [`transformers:${FOLDER}#q5`, "unknown-name"],
  ])("%s is refused", async (id, code) => {
    await expect(openEmbedder(id)).rejects.toMatchObject({ code });
  });

  it("opens a folder", async () => {
    const embed = await openEmbedder(`transformers:${FOLDER}`);
    expect((await embed(["west"]))[0]?.[1]).toBeCloseTo(-1, 6);
  });
});
