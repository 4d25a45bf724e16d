import type { Rotation, RotationScaling } from "./rotation.ts";

/** Families whose exports turn halves of a head against each other, in every layer alike. */
export const ROTATED_BY_HALVES = [
  "llama",
  "mistral",
  "qwen2",
  "qwen3",
  "gemma",
  "gemma2",
  "olmo",
  "olmo2",
  "granite",
  "phi",
  "phi3",
  "stablelm",
  "gpt_neox",
];

/** Where config.json has none: the default of all of these. */
const USUAL_THETA = 10_000;
/** The share that is turned where config.json does not say, if not all of a head. */
const USUAL_SHARE: Readonly<Record<string, number>> = { phi: 0.5, stablelm: 0.25, gpt_neox: 0.25 };

type Config = Readonly<Record<string, unknown>>;

/**
 * How a model's keys are rotated, by its config.json: `rope_theta` and `rope_scaling`, or `rope_parameters` of newer
 * files; linear, llama3 and yarn. Undefined where that is not known: another family, or frequencies that hang on the
 * length of the prompt (dynamic, longrope).
 */
export function rotationOf(config: Config): Rotation | undefined {
  const family = String(config.model_type);
  if (!ROTATED_BY_HALVES.includes(family)) return undefined;
  const parameters = asObject(config.rope_parameters) ?? asObject(config.rope_scaling) ?? {};
  const theta =
    asNumber(parameters.rope_theta) ?? asNumber(config.rope_theta) ?? asNumber(config.rotary_emb_base);
  const share =
    asNumber(parameters.partial_rotary_factor) ??
    asNumber(config.partial_rotary_factor) ??
    asNumber(config.rotary_pct) ??
    USUAL_SHARE[family] ??
    1;
  if (!(share > 0 && share <= 1)) return undefined;
  const kind = String(parameters.rope_type ?? parameters.type ?? "default");
  const scaling = kind === "default" ? undefined : scalingOf(kind, parameters, config);
  if (kind !== "default" && scaling === undefined) return undefined;
  return {
    theta: theta ?? USUAL_THETA,
    ...(share === 1 ? {} : { share }),
    ...(scaling === undefined ? {} : { scaling }),
  };
}

function scalingOf(kind: string, parameters: Config, config: Config): RotationScaling | undefined {
  const factor = asNumber(parameters.factor);
  const original =
    asNumber(parameters.original_max_position_embeddings) ?? asNumber(config.max_position_embeddings);
  if (factor === undefined || !(factor >= 1)) return undefined;
  if (kind === "linear") return { kind, factor };
  if (original === undefined) return undefined;
  if (kind === "llama3") {
    const [low, high] = [asNumber(parameters.low_freq_factor), asNumber(parameters.high_freq_factor)];
    if (low === undefined || high === undefined || !(high > low)) return undefined;
    return { kind, factor, low, high, original };
  }
  if (kind !== "yarn") return undefined;
  const [fast, slow] = [asNumber(parameters.beta_fast) ?? 32, asNumber(parameters.beta_slow) ?? 1];
  return { kind, factor, fast, slow, original, truncate: parameters.truncate !== false };
}

function asObject(value: unknown): Config | undefined {
  return typeof value === "object" && value !== null ? (value as Config) : undefined;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
