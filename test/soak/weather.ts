import type { Rng } from "../../src/random.ts";
import type { Fault } from "../models/servers/fault-server.ts";

/** How a trial must stand in the record. */
export const ENDS = ["right", "wrong", "refused", "truncated", "failed"] as const;
export type End = (typeof ENDS)[number];

/** What passes when it is asked again, with its share of first requests. */
const PASSING: readonly (readonly [share: number, fault: Fault])[] = [
  [0.02, { kind: "status", status: 500, body: '{"error":{"message":"worker died"}}' }],
  [0.02, { kind: "status", status: 503, body: "<h1>503</h1>" }],
  [0.003, { kind: "refuse", refusal: "rate-limit", headers: { "retry-after": "0" } }],
  [0.02, { kind: "reset-before" }],
  [0.02, { kind: "reset-midway" }],
  [0.02, { kind: "half" }],
];

/** Of requests that stumble, the share that stumbles once more. */
const AGAIN = 0.2;

/** What goes wrong with the n-th request for a prompt; undefined = it is answered. Two stumbles at most. */
export function passing(rng: Rng, n: number): Fault | undefined {
  let draw = rng.float();
  const twice = rng.float() < AGAIN;
  const second = PASSING[rng.int(PASSING.length)]?.[1];
  if (n > 1 || (n === 1 && !twice)) return undefined;
  for (const [share, fault] of PASSING) {
    if (draw < share) return n === 0 ? fault : second;
    draw -= share;
  }
  return undefined;
}

/** What a prompt gets in the end; `id` is its own and stands in what is said. */
export function endOf(rng: Rng, id: string): { readonly end: End; readonly fault: Fault } {
  const draw = rng.float();
  const reply = (end: End, how: "stop" | "length" | "refusal"): { end: End; fault: Fault } => ({
    end,
    fault: { kind: "reply", reply: { text: `${end}-of-${id}`, end: how } },
  });
  if (draw < 0.05) return reply("wrong", "stop");
  if (draw < 0.07) return reply("refused", "refusal");
  if (draw < 0.09) return reply("truncated", "length");
  if (draw < 0.1)
    return {
      end: "failed",
      fault: { kind: "status", status: 400, body: '{"error":{"message":"bad input"}}' },
    };
  return { end: "right", fault: { kind: "fine" } };
}
