import { baseUrl } from "./base-url.ts";

const PORT = 11434;

/**
 * The address in OLLAMA_HOST, as Ollama's own client reads it: a host, host:port, :port or a URL; an address that
 * only a server can listen on (0.0.0.0, [::]) becomes loopback. Throws `usage`.
 */
export function ollamaHost(text: string | undefined): string {
  const given = text?.trim() ?? "";
  if (given === "") return `http://127.0.0.1:${PORT}`;
  if (/^https?:\/\//.test(given)) return loopback(baseUrl(given, "OLLAMA_HOST"));
  const host = /^:\d/.test(given) ? `127.0.0.1${given}` : bracketed(given);
  const url = baseUrl(`http://${host}`, "OLLAMA_HOST");
  const named = /:\d+(?:\/|$)/.test(host.replace(/^\[[^\]]*\]/, ""));
  const { protocol, hostname, pathname } = new URL(url);
  // The URL drops port 80 where it is named.
  return loopback(named ? url : `${protocol}//${hostname}:${PORT}${pathname.replace(/\/$/, "")}`);
}

/** An IPv6 address without its brackets. */
function bracketed(host: string): string {
  return (host.match(/:/g)?.length ?? 0) > 1 && !host.startsWith("[") ? `[${host}]` : host;
}

function loopback(url: string): string {
  return url.replace(/^(https?:\/\/)0\.0\.0\.0(?=[:/]|$)/, "$1127.0.0.1").replace("//[::]", "//[::1]");
}
