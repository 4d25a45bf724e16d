/** Keeps an even spread of a stream whose end is not known. */
export interface EvenSample<T> {
  add(item: T): void;
  /** At least `least` items where so many came; the first and the last always among them. */
  kept(): readonly T[];
  readonly seen: number;
}

/** Every item at first, then every second, every fourth ...: memory stays within twice `least`. */
export function evenSample<T>(least: number): EvenSample<T> {
  let items: T[] = [];
  let step = 1;
  let seen = 0;
  let last: T | undefined;
  return {
    get seen() {
      return seen;
    },
    add: (item) => {
      if (seen % step === 0) items.push(item);
      last = item;
      seen++;
      if (items.length < 2 * least) return;
      items = items.filter((_, i) => i % 2 === 0);
      step *= 2;
    },
    kept: () => (last === undefined || items.at(-1) === last ? items : [...items, last]),
  };
}
