import { MidspanError } from "../errors.ts";

/** A text without the secrets in it. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "[key]")), text);
}

/** A key from the environment, the only place it may come from. Throws `model-unavailable`. */
export function secretOf(variable: string, model: string): string {
  const value = process.env[variable]?.trim();
  if (value !== undefined && value !== "") return value;
  throw new MidspanError(
    "model-unavailable",
    `no key for ${model}; environment variable ${variable}: not set`,
    {
      cure: `export ${variable}=... in the shell that runs midspan; keys are never read from anywhere else.`,
    },
  );
}
