import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { type Loopback, type Received, startLoopback } from "./loopback.ts";
import { type Body, type Protocol, type Refusal, type Reply, wholeBody } from "./protocol.ts";

/** What a server does wrong, one answer at a time. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: "refuse"; readonly refusal: Refusal; readonly headers?: Record<string, string> }
  | { readonly kind: "reply"; readonly reply: Reply; readonly headers?: Record<string, string> }
  | { readonly kind: "body"; readonly type: string; readonly text: string }
  | { readonly kind: "redirect"; readonly status: number; readonly to: string }
  | { readonly kind: "echo-key"; readonly status: number }
  | {
      readonly kind:
        | "fine" //           a right answer
        | "plain-type" //     a right answer that calls itself text/plain
        | "half" //           half a body, ended as if it were whole
        | "reset-before" //   the connection breaks before the status
        | "reset-midway" //   the connection breaks within the body
        | "endless" //        the body never ends
        | "silence" //        no status at all
        | "silence-midway" // half a body, then nothing
        | "drip" //           a byte now and then
        | "huge"; //          100 MB
    };

export interface FaultServer extends Loopback {
  /** What it does with the next requests; the last of them again and again. */
  play(...faults: readonly Fault[]): void;
  /** Prompts that were asked so far. */
  asked(): number;
  /** Resolves when the server has sent all that it will send of an answer without an end. */
  hanging(): Promise<void>;
  /** Answers that the client left before their end. */
  left(): number;
  /** Bytes of the last endless or huge answer that were taken. */
  poured(): number;
}

export interface Temper {
  /** The right answer; default: the fact that `echoTask` asks for, which stands in its prompt. */
  answer?(prompt: string): string;
  /** What is done with a prompt that is asked for the n-th time (0, 1 ...), in place of what is played. */
  choose?(prompt: string, n: number): Fault;
  /** Forgets what it was asked: of a hundred thousand requests there is too much. */
  readonly forgets?: true;
}

/** Answers right unless told otherwise. */
export async function startFaultServer(protocol: Protocol, temper: Temper = {}): Promise<FaultServer> {
  const { answer = factOf, choose, forgets } = temper;
  const times = new Map<string, number>();
  let script: readonly Fault[] = [{ kind: "fine" }];
  let at = 0;
  let asked = 0;
  let hangs = gate();
  let left = 0;
  let poured = 0;
  const chosen = (request: Received): Fault => {
    const prompt = protocol.read(request);
    const digest = createHash("sha256").update(prompt).digest("base64");
    const n = times.get(digest) ?? 0;
    times.set(digest, n + 1);
    return choose?.(prompt, n) ?? { kind: "fine" };
  };
  const server = await startLoopback((request, response) => {
    const aside = protocol.aside?.(request);
    if (aside !== undefined) {
      // Its connection is not kept: those that are open belong to prompts.
      response.writeHead(200, { "content-type": "application/json", connection: "close" });
      response.end(JSON.stringify(aside));
      return;
    }
    asked++;
    const fault =
      choose === undefined ? (script[Math.min(at++, script.length - 1)] as Fault) : chosen(request);
    response.on("close", () => {
      if (!response.writableFinished) left++;
    });
    poured = 0;
    const pouring = (bytes: number): void => {
      poured += bytes;
    };
    perform(fault, { protocol, request, response, answer, pouring, hang: () => hangs.open() });
  }, forgets !== true);
  return {
    ...server,
    play: (...faults) => {
      script = faults;
      at = 0;
      hangs = gate();
    },
    asked: () => asked,
    hanging: () => hangs.opened,
    left: () => left,
    poured: () => poured,
  };
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

interface Scene {
  readonly protocol: Protocol;
  readonly request: Received;
  readonly response: ServerResponse;
  answer(prompt: string): string;
  hang(): void;
  pouring(bytes: number): void;
}

const HUGE_BYTES = 100 * 1000 * 1000;
const PIECE = "x".repeat(64 * 1024);
/** Pieces of an endless answer before it counts as hanging. */
const ENOUGH_PIECES = 8;
const DRIP_MS = 5;

type Act<K extends Fault["kind"]> = (scene: Scene, fault: Extract<Fault, { kind: K }>) => void;

const ACTS: { readonly [K in Fault["kind"]]: Act<K> } = {
  fine: (scene) => tell(scene, right(scene)),
  "plain-type": (scene) => send(scene, 200, { "content-type": "text/plain" }, wholeBody(right(scene))),
  reply: (scene, { reply, headers }) => {
    scene.protocol.read(scene.request);
    tell(scene, scene.protocol.answer(reply, scene.request), headers);
  },
  status: (scene, { status, headers = {}, body = "" }) => send(scene, status, headers, body),
  refuse: (scene, fault) => {
    const { status, headers, body } = scene.protocol.refuse(fault.refusal);
    send(scene, status, { "content-type": "application/json", ...headers, ...fault.headers }, body);
  },
  body: (scene, { type, text }) => send(scene, 200, { "content-type": type }, text),
  redirect: (scene, { status, to }) => send(scene, status, { location: to }, ""),
  "echo-key": (scene, { status }) => {
    const seen = JSON.stringify(scene.request.headers).replaceAll('"', "'");
    if (status >= 400) send(scene, status, {}, JSON.stringify({ error: { message: seen } }));
    else tell(scene, scene.protocol.answer({ text: seen }, scene.request));
  },
  half: (scene) => {
    const { type, opening } = right(scene);
    send(scene, 200, { "content-type": type }, opening);
  },
  "reset-before": ({ response }) => {
    response.socket?.destroy();
  },
  "reset-midway": (scene) => {
    const { response } = scene;
    begin(scene, right(scene));
    // Only what has left this process can be cut in the middle.
    response.write(right(scene).middle, () => response.socket?.destroy());
  },
  silence: ({ hang }) => hang(),
  "silence-midway": (scene) => {
    begin(scene, right(scene));
    scene.response.write(right(scene).middle, scene.hang);
  },
  endless: (scene) => {
    const body = scene.protocol.answer({ text: PIECE }, scene.request);
    begin(scene, body);
    pour(scene, body.middle, Number.POSITIVE_INFINITY, (n) => {
      if (n === ENOUGH_PIECES) scene.hang();
    });
  },
  huge: (scene) => {
    const body = scene.protocol.answer({ text: PIECE }, scene.request);
    begin(scene, body);
    pour(scene, body.middle, HUGE_BYTES / body.middle.length, () => undefined);
  },
  drip: (scene) => {
    const { response, hang } = scene;
    const body = right(scene);
    begin(scene, { ...body, opening: "" });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(body.opening[sent++] ?? " ");
      if (sent === 4) hang();
    }, DRIP_MS);
    response.on("close", () => clearInterval(timer));
  },
};

function perform(fault: Fault, scene: Scene): void {
  const act = ACTS[fault.kind] as (scene: Scene, fault: Fault) => void;
  act(scene, fault);
}

function right({ protocol, request, answer }: Scene): Body {
  return protocol.answer({ text: answer(protocol.read(request)) }, request);
}

function tell(scene: Scene, body: Body, headers: Readonly<Record<string, string>> = {}): void {
  send(scene, 200, { "content-type": body.type, ...headers }, wholeBody(body));
}

function send(
  { protocol, response }: Scene,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, { ...protocol.headers, ...headers });
  response.end(body);
}

function begin({ protocol, response }: Scene, body: Body): void {
  response.writeHead(200, { ...protocol.headers, "content-type": body.type });
  response.write(body.opening);
}

/** Writes `piece` again and again, as fast as it is taken. */
function pour({ response, pouring }: Scene, piece: string, times: number, told: (n: number) => void): void {
  let n = 0;
  const next = (): void => {
    if (response.destroyed) return;
    if (n++ >= times) {
      response.end();
      return;
    }
    told(n);
    // Waiting for the write keeps this side's memory flat too.
    response.write(piece, (error) => {
      if (error) return;
      pouring(piece.length);
      setImmediate(next);
    });
  };
  next();
}

function factOf(prompt: string): string {
  const fact = /fact-\d+/.exec(prompt)?.[0];
  if (fact === undefined) throw new Error(`no fact in the prompt: ${prompt.slice(0, 100)}`);
  return fact;
}
