import { MidspanError } from "../errors.ts";

const MAX_REDIRECTS = 3;

/**
 * Where a server sends a request on to. Throws `bad-response` for another origin: a key that travels with the
 * request would be handed to whoever stands there.
 */
export function redirected(from: URL, location: string, origin: string, hops: number): URL {
  const to = new URL(location, from);
  if (to.origin === origin && hops < MAX_REDIRECTS) return to;
  throw new MidspanError(
    "bad-response",
    `the server redirects; only within ${origin}, at most ${MAX_REDIRECTS} times: ${to.origin}`,
    { cure: "If that is where the model is, give it as --base-url." },
  );
}
