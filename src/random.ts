/**
 * The only source of randomness. The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded through
 * a 128-bit string hash; it is frozen: changing one bit of its output changes every published document,
 * so known-answer tests pin it.
 */
export interface Rng {
  /** Seed of the root that this generator was forked from: lists that are used in turn count by it. */
  readonly seed: string;
  /** An independent generator; equal (seed, path of labels) give equal streams. Does not advance this one. */
  fork(label: string | number): Rng;
  /** Uniform in [0, 1), 32 bits of resolution. */
  float(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** k different items in random order. */
  sample<T>(items: readonly T[], k: number): T[];
}

/**
 * Makes the root generator of a seed.
 *
 * @example
 * ```ts
 * const draw = createRng(1).fork("haystack").int(10); // the same on every machine
 * ```
 */
export function createRng(seed: string | number): Rng {
  return rngAt(`midspan:${seed}`, String(seed));
}

function rngAt(path: string, seed: string): Rng {
  const next = sfc32(hash128(path));
  const float = (): number => next() / 0x1_0000_0000;
  const int = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 0x1_0000_0000)
      throw new RangeError(`int(n); n must be in 1..2^32: ${n}`);
    // Rejection keeps the draw uniform for every n.
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    let draw = next();
    while (draw >= limit) draw = next();
    return draw % n;
  };
  const shuffle = <T>(items: readonly T[]): T[] => {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = int(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  };
  return {
    seed,
    fork: (label) => rngAt(`${path}/${label}`, seed),
    float,
    int,
    pick: (items) => items[int(items.length)] as never,
    shuffle,
    sample: (items, k) => {
      if (k > items.length) throw new RangeError(`sample(k); k at most ${items.length}: ${k}`);
      return shuffle(items).slice(0, k);
    },
  };
}

/** cyrb128 over UTF-16 code units: four 32-bit words. Not cryptographic; only spreads labels. */
export function hash128(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

function sfc32([s0, s1, s2, s3]: [number, number, number, number]): () => number {
  let a = s0 | 0;
  let b = s1 | 0;
  let c = s2 | 0;
  let d = s3 | 0;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  // The first outputs still show the seed.
  for (let i = 0; i < 15; i++) next();
  return next;
}
