import { MidspanError } from "../errors.ts";

/** A text without the secrets in it. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "[key]")), text);
}

/** The same value, a tree of JSON, without the secrets in any of its texts: a server may send back what it got. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  if (typeof value === "string") return hideSecrets(value, secrets) as T;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    hideSecrets(key, secrets),
    withoutSecrets(item, secrets),
  ]);
  return Object.fromEntries(entries) as T;
}

/** A key from the environment, the only place it may come from. Throws `model-unavailable`. */
export function secretOf(variable: string, model: string): string {
  const value = process.env[variable]?.trim();
  if (value !== undefined && value !== "") {
    // Node's own refusal of such a header quotes the key.
    if (/^[\x21-\x7e]+$/.test(value)) return value;
    throw new MidspanError(
      "model-unavailable",
      `the key for ${model} is damaged; printable ASCII without spaces in ${variable}: another character`,
      { cure: "Copy it again from the provider's page." },
    );
  }
  throw new MidspanError(
    "model-unavailable",
    `no key for ${model}; environment variable ${variable}: not set`,
    {
      cure: `export ${variable}=... in the shell that runs midspan; keys are never read from anywhere else.`,
    },
  );
}
