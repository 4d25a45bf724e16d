/** Keeps an even spread of a stream whose end is not known. */
export interface EvenSample<T> {
  add(item: T): void;
  /** At least `least` items where so many came; the first and the last always among them. */
  kept(): readonly T[];
  readonly seen: number;
  /** As plain data, for `join` of the sample of what came before. */
  taken(): Taken<T>;
  /** Goes on with what another one kept of what came behind; nothing can be added then. */
  join(later: Taken<T>): void;
}

/** Every `step`-th of a stream, and its last. */
export interface Taken<T> {
  readonly items: readonly T[];
  readonly step: number;
  readonly seen: number;
  readonly last: T | undefined;
}

/** Every item at first, then every second, every fourth ...: memory stays within twice `least`. */
export function evenSample<T>(least: number): EvenSample<T> {
  let items: T[] = [];
  let step = 1;
  let seen = 0;
  let last: T | undefined;
  const thin = (): void => {
    items = items.filter(isEven);
    step *= 2;
  };
  return {
    get seen() {
      return seen;
    },
    add: (item) => {
      if (seen % step === 0) items.push(item);
      last = item;
      seen++;
      if (items.length >= 2 * least) thin();
    },
    kept: () => (last === undefined || items.at(-1) === last ? items : [...items, last]),
    taken: () => ({ items, step, seen, last }),
    join: (later) => {
      // Both as sparse as the sparser one, then together.
      while (step < later.step) thin();
      let more = later.items;
      for (let wide = later.step; wide < step; wide *= 2) more = more.filter(isEven);
      items = [...items, ...more];
      seen += later.seen;
      last = later.last ?? last;
      while (items.length >= 2 * least) thin();
    },
  };
}

function isEven(_: unknown, i: number): boolean {
  return i % 2 === 0;
}
