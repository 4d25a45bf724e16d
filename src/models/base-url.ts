import { MidspanError } from "../errors.ts";

/**
 * A server's address without a slash at its end. Throws `usage` unless it is http or https with nothing secret in
 * it: addresses are printed and recorded.
 */
export function baseUrl(text: string, option = "--base-url"): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new MidspanError("usage", `${option} is not usable; http://host:port or https://host: ${text}`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new MidspanError(
      "usage",
      `${option} is not usable; without user, password, query or fragment: one at ${url.origin}`,
      { cure: "Keys are read from the environment only." },
    );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
