import { createHash } from "node:crypto";
import type { Ollama } from "ollama";
import { MidspanError } from "../errors.ts";
import type { Factor } from "../types.ts";

/** What a server says of itself and of one model. */
export interface OllamaFacts {
  /** Longest context that the model was made for; undefined = not said. */
  readonly contextLength: number | undefined;
  readonly thinks: boolean;
  /** Printable. */
  readonly details: Readonly<Record<string, Factor>>;
}

/** Throws `model-unavailable` where the server has no such model. */
export async function ollamaFacts(client: Ollama, model: string): Promise<OllamaFacts> {
  const { version } = await client.version();
  const shown = (await client.show({ model }).catch((error: unknown) => {
    if (!(error instanceof MidspanError) || !error.message.includes("not found")) throw error;
    throw new MidspanError("model-unavailable", error.message, {
      cure: `ollama pull ${model}`,
      cause: error,
    });
  })) as Shown;
  const digest = (await client.list()).models.find(
    ({ name }) => name === model || name === `${model}:latest`,
  )?.digest;
  const { details = {}, parameters, template } = shown;
  return {
    contextLength: contextLength(shown.model_info),
    thinks: shown.capabilities?.includes("thinking") ?? false,
    details: {
      server: `Ollama ${version}`,
      ...(digest === undefined ? {} : { digest: digest.replace("sha256:", "").slice(0, 12) }),
      ...(details.parameter_size ? { size: details.parameter_size } : {}),
      ...(details.quantization_level ? { quantisation: details.quantization_level } : {}),
      // Names the template; two models of equal weights and unequal templates are two models.
      ...(template ? { templateSha256: sha256(template).slice(0, 12) } : {}),
      ...(parameters
        ? {
            parameters: parameters
              .trim()
              .split(/\s*\n\s*/)
              .join("; ")
              .replace(/ {2,}/g, " "),
          }
        : {}),
    },
  };
}

/** The parts of /api/show that are read; a Map where the library made one. */
interface Shown {
  readonly model_info?: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;
  readonly capabilities?: readonly string[];
  readonly details?: { readonly parameter_size?: string; readonly quantization_level?: string };
  readonly parameters?: string;
  readonly template?: string;
}

function contextLength(info: Shown["model_info"] = {}): number | undefined {
  const facts = info instanceof Map ? Object.fromEntries(info) : (info as Readonly<Record<string, unknown>>);
  const found = facts[`${String(facts["general.architecture"])}.context_length`];
  return typeof found === "number" ? found : undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
