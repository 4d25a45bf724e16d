/** How a model turns its keys: rotary embedding with halves as pairs (Su et al. 2021, RoFormer, section 3.4.2). */
export interface Rotation {
  readonly theta: number;
  /** Share of a head's width, from its start, that is turned at all; absent = 1. */
  readonly share?: number;
  readonly scaling?: RotationScaling;
}

/** How frequencies were changed for a longer window. */
export type RotationScaling = LinearScaling | Llama3Scaling | YarnScaling;

/** All frequencies by the same factor: Chen et al. 2023, Extending Context Window by Position Interpolation. */
interface LinearScaling {
  readonly kind: "linear";
  readonly factor: number;
}

/** Only the slow ones, with a ramp between: the reference code of Llama 3.1. */
interface Llama3Scaling {
  readonly kind: "llama3";
  readonly factor: number;
  /** Turns within `original` below which a pair counts as slow, and above which as fast. */
  readonly low: number;
  readonly high: number;
  /** Tokens of the window before. */
  readonly original: number;
}

/** "NTK by parts" of YaRN; its scaling of the attention's temperature leaves angles as they are. */
interface YarnScaling {
  readonly kind: "yarn";
  readonly factor: number;
  /** Turns within `original` above which a pair stays as it is, and below which it is slowed by the whole factor. */
  readonly fast: number;
  readonly slow: number;
  readonly original: number;
  /** Whether the ramp begins and ends at whole pairs. */
  readonly truncate: boolean;
}

/**
 * Radians that each pair turns by from one token to the next, for heads of `width` numbers; as many pairs as are
 * turned. w_i = theta^(-2i/width), then scaled: linear w/f; llama3 by wavelength; yarn by Peng et al. 2023, YaRN,
 * section 3.2, definition 2.
 */
export function frequenciesOf({ theta, share = 1, scaling }: Rotation, width: number): Float64Array {
  const turned = Math.trunc(width * share);
  const plain = Float64Array.from({ length: turned / 2 }, (_, i) => theta ** ((-2 * i) / turned));
  switch (scaling?.kind) {
    case undefined:
      return plain;
    case "linear":
      return plain.map((w) => w / scaling.factor);
    case "llama3":
      return plain.map((w) => mixed(w, scaling.factor, llama3Share(w, scaling)));
    case "yarn": {
      const ramp = yarnRamp(scaling, theta, turned);
      return plain.map((w, i) => mixed(w, scaling.factor, ramp(i)));
    }
  }
}

/** @param kept how much of the frequency stays as it is, 0 to 1 */
function mixed(w: number, factor: number, kept: number): number {
  return (1 - kept) * (w / factor) + kept * w;
}

function llama3Share(w: number, { low, high, original }: Llama3Scaling): number {
  const turns = (original * w) / (2 * Math.PI);
  return clamp((turns - low) / (high - low));
}

function yarnRamp(
  { fast, slow, original, truncate }: YarnScaling,
  theta: number,
  turned: number,
): (pair: number) => number {
  /** The pair, in fractions of one, that turns so many times within the original window. */
  const pairOf = (turns: number): number =>
    (turned * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const first = Math.max(truncate ? Math.floor(pairOf(fast)) : pairOf(fast), 0);
  const last = Math.min(truncate ? Math.ceil(pairOf(slow)) : pairOf(slow), turned - 1);
  // As in the published code: no division by 0 where the ramp has no length.
  const length = last === first ? 0.001 : last - first;
  return (pair) => 1 - clamp((pair - first) / length);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
