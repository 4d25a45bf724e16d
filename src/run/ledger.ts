/** Money of a run: what is booked, what calls in flight may still cost, and the limit of both together. */
export interface Ledger {
  /**
   * Sets the amount aside. `wait`: it may fit when calls in flight are booked; `never`: it does not fit beside what
   * is booked already.
   */
  reserve(usd: number): Reservation | "wait" | "never";
  /** USD, what an earlier part of the run spent included. */
  booked(): number;
  reserved(): number;
  /** USD above the limit; 0 as long as no call cost more than was reserved for it. */
  over(): number;
}

export interface Reservation {
  /** Books the real price, or all that was reserved, in its place; once, further calls change nothing. */
  book(usd?: number): void;
}

// Whole nanodollars: a token of the cheapest model is 5 of them, and sums stay exact to 9 million USD.
const NANO = 1e9;

/** `booked + reserved <= limit` holds as long as each call costs at most what was reserved for it. USD. */
export function createLedger(limit: number, spent: number): Ledger {
  const most = Math.floor(limit * NANO + 1e-6);
  let booked = Math.round(spent * NANO);
  let reserved = 0;
  return {
    reserve: (usd) => {
      const amount = Math.ceil(usd * NANO - 1e-6);
      if (booked + amount > most) return "never";
      if (booked + reserved + amount > most) return "wait";
      reserved += amount;
      let open = true;
      return {
        book: (real) => {
          if (!open) return;
          open = false;
          reserved -= amount;
          booked += real === undefined ? amount : Math.round(real * NANO);
        },
      };
    },
    booked: () => booked / NANO,
    reserved: () => reserved / NANO,
    over: () => Math.max(0, booked + reserved - most) / NANO,
  };
}
