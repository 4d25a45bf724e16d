import type { RateLimits } from "../types.ts";
import type { ReplyHeaders } from "./http-exchange.ts";

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110, section 10.2.3). */
export function retryAfterMs(headers: ReplyHeaders, now: () => number = Date.now): number | undefined {
  const precise = numberOf(headers.get("retry-after-ms"));
  if (precise !== undefined) return precise;
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = numberOf(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}

/** OpenAI's `x-ratelimit-*` and Anthropic's `anthropic-ratelimit-*`; `undefined` where a server says neither. */
export function rateLimits(headers: ReplyHeaders, now: () => number = Date.now): RateLimits | undefined {
  const limits: { -readonly [K in keyof RateLimits]: RateLimits[K] } = {};
  for (const kind of ["requests", "tokens"] as const) {
    const left =
      numberOf(headers.get(`x-ratelimit-remaining-${kind}`)) ??
      numberOf(headers.get(`anthropic-ratelimit-${kind}-remaining`));
    const reset =
      duration(headers.get(`x-ratelimit-reset-${kind}`)) ??
      until(headers.get(`anthropic-ratelimit-${kind}-reset`), now);
    if (left !== undefined) limits[`${kind}Left`] = left;
    if (reset !== undefined) limits[`${kind}ResetMs`] = reset;
  }
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function numberOf(text: string | null): number | undefined {
  if (text === null || text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "6m0s", "1.5s", "20ms"; a bare number is seconds. */
function duration(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = numberOf(text);
  if (seconds !== undefined) return seconds * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (UNITS[unit ?? "s"] ?? 1000), 0);
}

/** Milliseconds until an RFC 3339 time. */
function until(text: string | null, now: () => number): number | undefined {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now());
}
