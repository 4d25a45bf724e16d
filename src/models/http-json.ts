import { MidspanError } from "../errors.ts";
import { MAX_BODY_BYTES, tooLarge } from "./body-limit.ts";
import type { HttpOptions, HttpReply } from "./http.ts";
import { errorOfResponse } from "./http-errors.ts";
import { networkError } from "./network-error.ts";
import { redirected } from "./redirect.ts";
import { hideSecrets } from "./secrets.ts";
import { transport } from "./transport.ts";

interface JsonOptions extends HttpOptions {
  readonly origin: string;
  readonly secrets: readonly string[];
}

/** Error pages are read so far; what stands behind does not matter, nor that it breaks. */
const MOST_WORDS = 64 * 1024;

/** JSON both ways without web streams, which cost more than all the rest of a short exchange. */
export async function requestJson(
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
  options: JsonOptions,
): Promise<HttpReply> {
  const { origin, secrets } = options;
  const { request, agent } = await transport();
  const text = body === undefined ? undefined : JSON.stringify(body);
  let url = new URL(`${options.baseUrl}${path}`);
  for (let hops = 0; ; hops++) {
    if (signal?.aborted) throw signal.reason;
    try {
      const reply = await request(url, {
        method: text === undefined ? "GET" : "POST",
        headers: { accept: "application/json", "content-type": "application/json", ...options.headers },
        dispatcher: agent,
        ...(text === undefined ? {} : { body: text }),
        ...(signal === undefined ? {} : { signal }),
      });
      const { statusCode: status } = reply;
      const headers = headersOf(reply.headers);
      const location = status >= 300 && status < 400 ? headers.get("location") : null;
      if (location !== null) {
        await reply.body.dump();
        url = redirected(url, location, origin, hops);
      } else if (status >= 400)
        throw errorOfResponse({ status, headers }, await opening(reply.body), secrets);
      else return { value: parseJson(await whole(reply.body), headers, secrets), headers };
    } catch (error) {
      throw networkError(error, origin, signal, secrets);
    }
  }
}

function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  return headers;
}

type Body = AsyncIterable<Buffer>;

async function whole(body: Body): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge(); // leaving the loop closes the connection
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function opening(body: Body): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > MOST_WORDS) break;
    }
  } catch {
    // The status alone says what happened.
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Half an answer may be whole the next time. */
function parseJson(text: string, headers: Headers, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const type = headers.get("content-type") ?? "no content type";
    const start = hideSecrets(text, secrets).slice(0, 80);
    throw new MidspanError("bad-response", `the answer is not readable; JSON: ${type}, ${start}`, {
      retryable: true,
    });
  }
}
