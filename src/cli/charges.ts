import { assertThat } from "../errors.ts";
import type { Charge } from "../run/price.ts";
import { chargeOf } from "../run/price-book.ts";
import { recordedSpend } from "../run/recorded-spend.ts";
import { createSpend, type Spend } from "../run/spend.ts";
import type { Model } from "../types.ts";
import { usd } from "./plan-words.ts";
import { openPrices } from "./price-file.ts";
import type { Settings } from "./settings.ts";

/** What each model of a run charges, by its id. */
export type Charges = ReadonlyMap<string, Charge>;

/** Throws `usage` where a limit is set and a model has no known price: it could not be kept. */
export async function openCharges(settings: Settings, models: readonly Model[]): Promise<Charges> {
  const book = await openPrices(settings.prices);
  const charges = new Map(models.map((model) => [model.id, chargeOf(model, book)]));
  const unknown = models.filter(({ id }) => charges.get(id)?.kind === "unknown").map(({ id }) => id);
  assertThat(
    settings.maxCost === undefined || unknown.length === 0,
    "usage",
    () => `--max-cost cannot be kept; a known price for every model: none for ${unknown.join(", ")}`,
    "Give its price in a file: --prices FILE, in the form of datasets/prices.yaml.",
  );
  return charges;
}

export function chargeIn(charges: Charges, id: string): Charge {
  return charges.get(id) ?? { kind: "unknown" };
}

/** The spend of a run that goes on in a folder; `undefined` where nothing has a price. */
export async function openSpend(
  folder: string,
  charges: Charges,
  { maxCost }: Settings,
): Promise<Spend | undefined> {
  if (![...charges.values()].some(({ kind }) => kind === "priced")) return undefined;
  const spent = await recordedSpend(folder, (id) => chargeIn(charges, id));
  return createSpend({
    limit: maxCost ?? Number.POSITIVE_INFINITY,
    spent,
    chargeOf: ({ id }) => chargeIn(charges, id),
  });
}

/** What a run has cost, for its last line. */
export function spentLine({ ledger }: Spend, { maxCost }: Settings): string {
  const limit = maxCost === undefined ? "" : ` of at most ${maxCost}`;
  return `midspan: the record has cost ${usd(ledger.booked())}${limit} USD`;
}
