import { MidspanError } from "../errors.ts";

/**
 * What a bounded key-value cache keeps while a prompt streams in.
 *
 * - `dense`: every token.
 * - `sinks:S+W`: the first S and the most recent W (Xiao et al. 2023, StreamingLLM, section 3.2).
 * - `window:W`: the most recent W.
 * - `head:H`: the first H and the question. A cache that is full takes in nothing more of the document, as when
 *   a server cuts a document silently; the question still has to be asked, so it is appended. The question is
 *   what stands after the last blank line of the last user message, with everything behind it.
 *
 * Keys are cached before rotation, so positions are those within the cache: 0, 1, 2 ... without holes.
 * Nothing here looks at a needle.
 */
export type CachePolicy =
  | { readonly kind: "dense" }
  | { readonly kind: "sinks"; readonly sinks: number; readonly window: number }
  | { readonly kind: "window"; readonly window: number }
  | { readonly kind: "head"; readonly head: number };

/** Token positions [start, end). */
export type Range = readonly [start: number, end: number];

const FORMS = "dense, sinks:S+W, window:W or head:H";
const LEAST_WINDOW = 16;

/** Reads a policy as typed. Throws `usage`. */
export function parseCachePolicy(text: string): CachePolicy {
  const [kind, sizes] = text.split(/:(.*)/s) as [string, string?];
  const numbers = (sizes ?? "")
    .split("+")
    .map((part) => (/^\d{1,7}$/.test(part) ? Number(part) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN] = numbers;
  if (text === "dense") return { kind: "dense" };
  if (kind === "sinks" && numbers.length === 2 && first >= 1 && second >= LEAST_WINDOW)
    return { kind, sinks: first, window: second };
  if (kind === "window" && numbers.length === 1 && first >= LEAST_WINDOW) return { kind, window: first };
  if (kind === "head" && numbers.length === 1 && first >= 1) return { kind, head: first };
  throw new MidspanError(
    "usage",
    `a cache policy is not readable; ${FORMS} (S, H >= 1; W >= ${LEAST_WINDOW}; tokens): ${text}`,
    { cure: "for example --cache sinks:256+256" },
  );
}

/** The policy as `parseCachePolicy` reads it. */
export function formatCachePolicy(policy: CachePolicy): string {
  if (policy.kind === "dense") return "dense";
  if (policy.kind === "sinks") return `sinks:${policy.sinks}+${policy.window}`;
  return policy.kind === "window" ? `window:${policy.window}` : `head:${policy.head}`;
}

/** Tokens of the document that the cache has room for; undefined = no bound. */
export function cacheCapacity(policy: CachePolicy): number | undefined {
  if (policy.kind === "dense") return undefined;
  if (policy.kind === "head") return policy.head;
  return policy.window + (policy.kind === "sinks" ? policy.sinks : 0);
}

/**
 * Tokens go through in pieces that end at multiples of this; eviction happens between pieces, so the most recent
 * tokens kept are W at most and W minus one piece at least. Powers of two.
 */
export function pieceLength(policy: CachePolicy): number {
  if (policy.kind === "dense" || policy.kind === "head") return DENSE_PIECE;
  return Math.min(EVICTING_PIECE, 2 ** Math.floor(Math.log2(policy.window / 4)));
}

/**
 * An earlier prompt's keys and values are used again up to a multiple of this. A bounded cache must be cut where a
 * fresh prompt would cut it; a full one is never cut, and steps of 16 rows give the same bits however they are grouped.
 */
export function reuseUnit(policy: CachePolicy): number {
  return policy.kind === "dense" || policy.kind === "head" ? 16 : pieceLength(policy);
}

const DENSE_PIECE = 256;
const EVICTING_PIECE = 64;

/**
 * Positions, among those admitted (see `admitted`), that are still in the cache when the token at `position` comes:
 * the piece it lies in counts towards W, so that S + W bounds the cache at every moment.
 */
export function visible(policy: CachePolicy, position: number): Range[] {
  if (policy.kind === "dense" || policy.kind === "head") return position === 0 ? [] : [[0, position]];
  const piece = pieceLength(policy);
  const sinks = policy.kind === "sinks" ? policy.sinks : 0;
  const recent = position - (position % piece) - (policy.window - piece);
  return join([
    [0, Math.min(sinks, position)],
    [Math.max(0, recent), position],
  ]);
}

/**
 * The positions of a prompt of `total` tokens that ever enter the cache; `question` is the position at which
 * the question begins. All of them, except for `head:H`: what lies between H and the question is seen by no later
 * token, so it is not even computed.
 */
export function admitted(policy: CachePolicy, total: number, question: number): Range[] {
  const hole = policy.kind === "head" && question > policy.head;
  return join(
    hole
      ? [
          [0, policy.head],
          [question, total],
        ]
      : [[0, total]],
  );
}

/**
 * The positions of a prompt of `total` tokens that the first token of the answer can see: the truth against which
 * a measured edge is held. `question` matters for `head:H` only.
 */
export function keptTokens(policy: CachePolicy, total: number, question = total): Range[] {
  if (policy.kind === "dense" || policy.kind === "head") return admitted(policy, total, question);
  const last = total - 1;
  return join([...visible(policy, last), [last, total]]);
}

/** Sorted ranges without overlaps and without empty ones. */
function join(ranges: readonly Range[]): Range[] {
  const out: [number, number][] = [];
  for (const [start, end] of ranges) {
    const before = out.at(-1);
    if (before !== undefined && start <= before[1]) before[1] = Math.max(before[1], end);
    else if (end > start) out.push([start, end]);
  }
  return out;
}
