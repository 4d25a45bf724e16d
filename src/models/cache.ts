import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";

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
 * - `anchors:A+W`: A tokens drawn once from the first W (none of the first A), and the most recent W: as `sinks`, but
 *   for which tokens it keeps.
 * - `after:A+W`: the A tokens behind the first A, and the most recent W.
 * - `shift:K+N`: the context shift of llama.cpp: N tokens; when they are full, half of what stands behind the first K
 *   goes at once.
 * - `headless:K`: everything but the first K, which are gone as soon as the next piece comes: what is left when only
 *   the sink is taken away. `headless:K+S+W`: the same of `sinks:S+W`.
 * - `knorm:N`, `h2o:N`, `snapkv:N`, `tova:N`: the N with the best scores, in each layer and head: see scored-cache.ts.
 *
 * Positions are those within the cache: 0, 1, 2 ... without holes (Xiao et al. 2023, section 3.2). `@original` behind
 * `sinks` or `window` leaves every token the position that it had in the text. Nothing here looks at a needle.
 */
export type CachePolicy =
  | { readonly kind: "dense" }
  | { readonly kind: "sinks"; readonly sinks: number; readonly window: number; readonly original?: true }
  | { readonly kind: "window"; readonly window: number; readonly original?: true }
  | { readonly kind: "head"; readonly head: number }
  | { readonly kind: "anchors" | "after"; readonly anchors: number; readonly window: number }
  | { readonly kind: "shift"; readonly keep: number; readonly size: number }
  | { readonly kind: "headless"; readonly gone: number }
  | {
      readonly kind: "headless-sinks";
      readonly gone: number;
      readonly sinks: number;
      readonly window: number;
    }
  | ScoredPolicy;

export interface ScoredPolicy {
  readonly kind: "scored";
  readonly score: Score;
  readonly size: number;
}

export type Score = (typeof SCORES)[number];

const SCORES = ["knorm", "h2o", "snapkv", "tova"] as const;

/** Token positions [start, end). */
export type Range = readonly [start: number, end: number];

const FORMS =
  "dense, sinks:S+W, window:W, head:H, sinks:S+W@original, window:W@original, anchors:A+W, after:A+W, shift:K+N, headless:K, headless:K+S+W, knorm:N, h2o:N, snapkv:N or tova:N";
const LEAST_WINDOW = 16;

/** Reads a policy as typed. Throws `usage`. */
export function parseCachePolicy(text: string): CachePolicy {
  const [kind, rest] = text.split(/:(.*)/s) as [string, string?];
  const [sizes = "", mark] = (rest ?? "").split("@") as [string?, string?];
  const numbers = sizes.split("+").map((part) => (/^\d{1,7}$/.test(part) ? Number(part) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = numbers;
  const one = numbers.length === 1 && first >= LEAST_WINDOW;
  const two = numbers.length === 2 && first >= 1 && second >= LEAST_WINDOW;
  const original = mark === "original" ? { original: true as const } : {};
  if (mark === undefined || mark === "original") {
    if (kind === "sinks" && two) return { kind, sinks: first, window: second, ...original };
    if (kind === "window" && one) return { kind, window: first, ...original };
  }
  if (mark === undefined) {
    if (text === "dense") return { kind: "dense" };
    if (kind === "head" && numbers.length === 1 && first >= 1) return { kind, head: first };
    if ((kind === "anchors" || kind === "after") && two && first < second / 2)
      return { kind, anchors: first, window: second };
    if (kind === "shift" && numbers.length === 2 && first >= 0 && second >= first + LEAST_WINDOW)
      return { kind, keep: first, size: second };
    if (kind === "headless" && numbers.length === 1 && first >= 1) return { kind, gone: first };
    if (kind === "headless" && numbers.length === 3 && first >= 1 && second > first && third >= LEAST_WINDOW)
      return { kind: "headless-sinks", gone: first, sinks: second, window: third };
    const score = SCORES.find((name) => name === kind);
    if (score !== undefined && one) return { kind: "scored", score, size: first };
  }
  throw new MidspanError(
    "usage",
    `a cache policy is not readable; ${FORMS} (S, H >= 1; W, N >= ${LEAST_WINDOW}; A < W / 2; S > K; tokens): ${text}`,
    { cure: "for example --cache sinks:256+256" },
  );
}

/** The policy as `parseCachePolicy` reads it. */
export function formatCachePolicy(policy: CachePolicy): string {
  switch (policy.kind) {
    case "dense":
      return "dense";
    case "sinks":
      return `sinks:${policy.sinks}+${policy.window}${policy.original ? "@original" : ""}`;
    case "window":
      return `window:${policy.window}${policy.original ? "@original" : ""}`;
    case "head":
      return `head:${policy.head}`;
    case "shift":
      return `shift:${policy.keep}+${policy.size}`;
    case "headless":
      return `headless:${policy.gone}`;
    case "headless-sinks":
      return `headless:${policy.gone}+${policy.sinks}+${policy.window}`;
    case "scored":
      return `${policy.score}:${policy.size}`;
    default:
      return `${policy.kind}:${policy.anchors}+${policy.window}`;
  }
}

/** Tokens of the document that the cache has room for; undefined = no bound. */
export function cacheCapacity(policy: CachePolicy): number | undefined {
  switch (policy.kind) {
    case "dense":
    case "headless":
      return undefined;
    case "headless-sinks":
      return policy.sinks - policy.gone + policy.window;
    case "sinks":
      return policy.sinks + policy.window;
    case "window":
      return policy.window;
    case "head":
      return policy.head;
    case "shift":
    case "scored":
      return policy.size;
    default:
      return policy.anchors + policy.window;
  }
}

/** Whether every token that ever entered is still there. */
function neverEvicts(policy: CachePolicy): boolean {
  return policy.kind === "dense" || policy.kind === "head";
}

/**
 * Tokens go through in pieces that end at multiples of this; eviction happens between pieces, so the most recent
 * tokens kept are W at most and W minus one piece at least. Powers of two.
 */
export function pieceLength(policy: CachePolicy): number {
  if (neverEvicts(policy)) return DENSE_PIECE;
  if (policy.kind === "headless") return HEADLESS_PIECE;
  return Math.min(EVICTING_PIECE, 2 ** Math.floor(Math.log2(movingPart(policy) / 4)));
}

/**
 * An earlier prompt's keys and values are used again up to a multiple of this. A bounded cache must be cut where a
 * fresh prompt would cut it; a full one is never cut, and steps of 16 rows give the same bits however they are grouped.
 */
export function reuseUnit(policy: CachePolicy): number {
  return neverEvicts(policy) ? 16 : pieceLength(policy);
}

/** Tokens of a bounded cache that change as the text goes on. */
function movingPart(policy: CachePolicy): number {
  if ("window" in policy) return policy.window;
  return policy.kind === "shift" ? policy.size - policy.keep : (cacheCapacity(policy) ?? 0);
}

const DENSE_PIECE = 256;
const EVICTING_PIECE = 64;
const HEADLESS_PIECE = 16;

/**
 * Positions, among those admitted (see `admitted`), that are still in the cache when the token at `position` comes:
 * the piece it lies in counts towards W, so that S + W bounds the cache at every moment.
 */
export function visible(policy: CachePolicy, position: number): Range[] {
  if (neverEvicts(policy)) return position === 0 ? [] : [[0, position]];
  const piece = pieceLength(policy);
  const start = position - (position % piece);
  if (policy.kind === "shift") {
    const half = Math.floor((policy.size - policy.keep) / 2);
    const shifts = Math.max(0, Math.ceil((start + piece - policy.size) / half));
    return join([
      [0, Math.min(policy.keep, position)],
      [Math.min(position, policy.keep + shifts * half), position],
    ]);
  }
  if (policy.kind === "headless") return join([[Math.min(policy.gone, position), position]]);
  // What has the best scores is not known from positions; see scored-cache.ts.
  if (policy.kind === "scored") return position === 0 ? [] : [[0, position]];
  const recent = start - (movingPart(policy) - piece);
  const gone = policy.kind === "headless-sinks" ? Math.min(policy.gone, position) : 0;
  return join([...anchorsOf(policy, position), [Math.max(gone, recent), position]]);
}

/** What stays whatever comes, of the tokens before `position`; sorted. */
function anchorsOf(policy: CachePolicy, position: number): Range[] {
  const upTo = ([start, end]: Range): Range => [Math.min(start, position), Math.min(end, position)];
  if (policy.kind === "sinks") return [upTo([0, policy.sinks])];
  if (policy.kind === "headless-sinks") return [upTo([policy.gone, policy.sinks])];
  if (policy.kind === "after") return [upTo([policy.anchors, 2 * policy.anchors])];
  if (policy.kind !== "anchors") return [];
  const { anchors, window } = policy;
  const places = Array.from({ length: window - anchors }, (_, i) => anchors + i);
  return createRng("anchors")
    .fork(formatCachePolicy(policy))
    .sample(places, anchors)
    .sort((a, b) => a - b)
    .map((place) => upTo([place, place + 1]));
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
  if (neverEvicts(policy)) return admitted(policy, total, question);
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
