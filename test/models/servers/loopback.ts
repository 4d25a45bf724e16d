import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

/** A request as it came, its body whole. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Loopback extends Listening {
  readonly requests: readonly Received[];
  /** Connections that have asked something and are open now. */
  connections(): number;
}

export type Answerer = (request: Received, response: ServerResponse) => void;

/** A server for one test that keeps what it was asked, unless that is too much. */
export async function startLoopback(answer: Answerer, keeps = true): Promise<Loopback> {
  const requests: Received[] = [];
  const sockets = new Set<Socket>();
  const { url, close } = await listen((request, response) => {
    const { socket } = request;
    if (!sockets.has(socket)) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      // A client that leaves is what many tests are about.
      socket.on("error", () => undefined);
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "GET", url: path = "/", headers } = request;
      const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
      if (keeps) requests.push(received);
      answer(received, response);
    });
  });
  return { url, close, requests, connections: () => sockets.size };
}
