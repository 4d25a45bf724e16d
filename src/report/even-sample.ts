/** Keeps an even spread of a stream whose end is not known. */
export interface EvenSample<T> {
  /** Counts an item; whether it is one to keep: it may be dear to make. */
  isNext(): boolean;
  /** Keeps the item that was counted last. */
  keep(item: T): void;
  /** At least `least` items where so many came; the first always among them. */
  kept(): readonly T[];
  readonly seen: number;
  /** As plain data, for `join` of the sample of what came before. */
  taken(): Taken<T>;
  /** Goes on with what another one kept of what came behind; nothing can be added then. */
  join(later: Taken<T>): void;
}

/** Every `step`-th of a stream. */
export interface Taken<T> {
  readonly items: readonly T[];
  readonly step: number;
  readonly seen: number;
}

/** Every item at first, then every second, every fourth ...: memory stays within twice `least`. */
export function evenSample<T>(least: number): EvenSample<T> {
  let items: T[] = [];
  let step = 1;
  let seen = 0;
  const thin = (): void => {
    items = items.filter(isEven);
    step *= 2;
  };
  return {
    get seen() {
      return seen;
    },
    isNext: () => seen++ % step === 0,
    keep: (item) => {
      items.push(item);
      if (items.length >= 2 * least) thin();
    },
    kept: () => items,
    taken: () => ({ items, step, seen }),
    join: (later) => {
      // Both as sparse as the sparser one, then together.
      while (step < later.step) thin();
      let more = later.items;
      for (let wide = later.step; wide < step; wide *= 2) more = more.filter(isEven);
      items = [...items, ...more];
      seen += later.seen;
      while (items.length >= 2 * least) thin();
    },
  };
}

function isEven(_: unknown, i: number): boolean {
  return i % 2 === 0;
}
