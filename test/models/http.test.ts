import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { baseUrl } from "../../src/models/base-url.ts";
import { MAX_BODY_BYTES } from "../../src/models/body-limit.ts";
import { openHttp } from "../../src/models/http.ts";
import { type Listening, listen } from "./servers/listen.ts";

const KEY = "sk-never-to-be-seen-0123456789abcdef";
const open: Listening[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(handler: RequestListener) {
  const server = await listen(handler);
  open.push(server);
  return { server, http: openHttp({ baseUrl: server.url, headers: { authorization: KEY }, secrets: [KEY] }) };
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

describe("an answer", () => {
  it("is JSON with its headers", async () => {
    const { http } = await serve(answer(200, '{"a":1}', { "x-ratelimit-remaining-requests": "7" }));
    const { value, headers } = await http.json("/x", { q: 1 });
    expect(value).toEqual({ a: 1 });
    expect(headers.get("x-ratelimit-remaining-requests")).toBe("7");
  });

  it.each([
    ["half a JSON", '{"a":'],
    ["a page", "<html>hello</html>"],
    ["nothing", ""],
  ])("that is %s is a bad response, and asking again may help", async (_, body) => {
    const { http } = await serve(answer(200, body));
    await expect(http.json("/x")).rejects.toMatchObject({ code: "bad-response", retryable: true });
  });

  it("that does not end is cut off", async () => {
    const { http } = await serve((_, response) => {
      const block = Buffer.alloc(1 << 20, " ");
      const more = (): void => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const reading = http.json("/x");
    await expect(reading).rejects.toMatchObject({ code: "bad-response", retryable: false });
    await expect(reading).rejects.toThrow(`${MAX_BODY_BYTES / 1024 / 1024} MiB`);
  });

  it("that breaks is the network's fault", async () => {
    const { http } = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"a":', () => response.destroy());
    });
    await expect(http.json("/x")).rejects.toMatchObject({ code: "network", retryable: true });
  });

  it("that nobody gives is the network's fault, with a cure", async () => {
    const { server, http } = await serve(answer(200, "{}"));
    await server.close();
    const asked = http.json("/x");
    await expect(asked).rejects.toMatchObject({
      code: "network",
      cure: expect.stringContaining("--base-url"),
    });
  });
});

describe("a refusal", () => {
  const error = (message: string, type = "x") => JSON.stringify({ error: { message, type } });
  it.each([
    [429, error("slow down"), "rate-limited", true],
    [429, error("You exceeded your current quota", "insufficient_quota"), "quota-exhausted", false],
    [402, error("no credit"), "quota-exhausted", false],
    [401, error("bad key"), "model-unavailable", false],
    [404, error("no such model"), "model-unavailable", false],
    [400, error("the request exceeds the context", "exceed_context_size_error"), "context-window", false],
    [400, error("temperature must be 1"), "bad-response", false],
    [500, "boom", "bad-response", true],
    [502, "<html><h1>Bad gateway</h1></html>", "bad-response", true],
    [503, error("Loading model", "unavailable_error"), "bad-response", true],
  ])("%i %s is %s", async (status, body, code, retryable) => {
    const { http } = await serve(answer(status, body));
    await expect(http.json("/x")).rejects.toMatchObject({ code, retryable });
  });

  it("says what the server said, and how long to wait", async () => {
    const { http } = await serve(answer(429, error("slow down"), { "retry-after": "3" }));
    const asked = http.json("/x");
    await expect(asked).rejects.toThrow("slow down");
    await expect(asked).rejects.toMatchObject({ retryAfterMs: 3000 });
  });

  it("within a refusal is read", async () => {
    const { http } = await serve(answer(500, JSON.stringify({ error: error("no memory") })));
    await expect(http.json("/x")).rejects.toThrow("(no memory)");
  });

  it("whose page never ends is a refusal", async () => {
    const { http } = await serve((_, response) => {
      response.writeHead(500);
      response.write(" ".repeat(100_000));
    });
    await expect(http.json("/x")).rejects.toThrow("500");
  });

  it("never shows the key that it quotes, not even half of it", async () => {
    for (const pad of [0, 170, 190, 290]) {
      for (const body of [error(`${" ".repeat(pad)}wrong key ${KEY}`), `${"x".repeat(pad)} ${KEY}`]) {
        const { http } = await serve(answer(401, body));
        await expect(http.json("/x")).rejects.toSatisfy((e) => !String(e).includes(KEY.slice(0, 6)));
      }
      const { http } = await serve(answer(200, `${"x".repeat(pad % 79)}${KEY}`));
      await expect(http.json("/x")).rejects.toSatisfy((e) => !String(e).includes(KEY.slice(0, 6)));
    }
  });
});

describe("a redirect", () => {
  it("within the server is followed", async () => {
    const { http } = await serve((request, response) => {
      if (request.url === "/x") response.writeHead(307, { location: "/y" }).end();
      else response.end('{"there":true}');
    });
    expect((await http.json("/x", {})).value).toEqual({ there: true });
  });

  it("to another host is refused, and nothing reaches it", async () => {
    const seen: unknown[] = [];
    const { server: stranger } = await serve((request, response) => {
      seen.push(request.headers);
      response.end("{}");
    });
    const { http } = await serve(answer(307, "", { location: `${stranger.url}/x` }));
    await expect(http.json("/x", {})).rejects.toMatchObject({ code: "bad-response" });
    expect(seen).toEqual([]);
  });

  it("in a circle ends", async () => {
    const { http } = await serve(answer(302, "", { location: "/x" }));
    await expect(http.json("/x")).rejects.toMatchObject({ code: "bad-response" });
  });
});

describe("an abort", () => {
  const reason = new Error("stopped by the test");

  it("before the headers passes its reason on", async () => {
    const stop = new AbortController();
    const { http } = await serve(() => stop.abort(reason));
    await expect(http.json("/x", {}, stop.signal)).rejects.toBe(reason);
  });

  it("within the body passes its reason on", async () => {
    const stop = new AbortController();
    const { http } = await serve((_, response) => {
      response.writeHead(200).write("{", () => setImmediate(() => stop.abort(reason)));
    });
    await expect(http.json("/x", {}, stop.signal)).rejects.toBe(reason);
  });
});

describe("a body that is read as it comes", () => {
  const endsWith = (mark: string) => (chunk: Buffer) => !chunk.toString().includes(mark);

  it("is done when its reader has enough, though it never ends", async () => {
    const sockets = new Set<Socket>();
    const { http } = await serve((request, response) => {
      sockets.add(request.socket);
      response.writeHead(200, { "x-a": "b" }).write("first done");
      // More of it makes the client leave.
      request.socket.on("error", () => undefined);
      setImmediate(() => response.write("more"));
    });
    const headers = await http.stream("/x", {}, undefined, endsWith("done"));
    expect(headers.get("X-A")).toBe("b");
    for (const socket of sockets)
      if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  });

  it("that ends soon behind leaves its connection for the next", async () => {
    const sockets = new Set<Socket>();
    const { http } = await serve((request, response) => {
      sockets.add(request.socket);
      response.end("done");
    });
    for (let i = 0; i < 3; i++) {
      await http.stream("/x", {}, undefined, endsWith("done"));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sockets.size).toBe(1);
  });

  it("whose reader throws is left, and the error passed on", async () => {
    const closed: Promise<unknown>[] = [];
    const { http } = await serve((_, response) => {
      closed.push(new Promise((resolve) => response.once("close", resolve)));
      response.write("x");
    });
    const error = new MidspanError("bad-response", "no");
    const asked = http.stream("/x", {}, undefined, () => {
      throw error;
    });
    await expect(asked).rejects.toBe(error);
    await Promise.all(closed);
  });
});

it("a connection that was closed during a standstill is not asked", async () => {
  const sockets: Socket[] = [];
  const { http } = await serve((request, response) => {
    sockets.push(request.socket);
    response.end("{}");
  });
  const { http: other } = await serve(answer(200, "{}"));
  for (let i = 0; i < 5; i++) {
    await http.json("/x", {});
    await other.json("/x", {});
    // Here an answer is being read: what has happened meanwhile is looked at in the turn after the next.
    for (const socket of sockets.splice(0)) socket.destroy();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    await http.json("/x", {});
  }
});

describe("a library's fetch", () => {
  it("may hand over a Request", async () => {
    const { server, http } = await serve((request, response) => {
      request.setEncoding("utf8");
      let body = "";
      request.on("data", (text: string) => {
        body += text;
      });
      request.on("end", () => response.end(`${request.method} ${request.headers["x-a"]} ${body}`));
    });
    const request = new Request(`${server.url}/x`, {
      method: "POST",
      headers: { "x-a": "b" },
      body: "hello",
    });
    expect(await (await http.fetch(request)).text()).toBe("POST b hello");
  });
});

describe("an address", () => {
  it("loses the slash at its end", () => {
    expect(baseUrl("http://host:1/v1/")).toBe("http://host:1/v1");
    expect(baseUrl("https://host")).toBe("https://host");
  });

  it.each(["host:1", "ftp://host", "", "http://a:b@host", "http://host/v1?key=b"])(
    "is refused: %s",
    (text) => {
      expect(() => baseUrl(text)).toThrow(expect.objectContaining({ code: "usage" }));
      expect(() => baseUrl(text)).toThrow(/^(?!.*(a:b|key=b))/);
    },
  );
});
