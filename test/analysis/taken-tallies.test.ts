import { expect, it } from "vitest";
import { keepTallies, takenTallies, tally } from "../../src/analysis/tally.ts";
import { createTrialStore } from "../../src/analysis/trial-store.ts";
import { rowOf } from "../../src/record-row.ts";
import { madeInput } from "../report/made-input.ts";

const plain = (one: Iterable<unknown>): unknown => JSON.parse(JSON.stringify([...one]));

it("tallies that were counted elsewhere are those of a record, which is not counted again", () => {
  const { trials } = madeInput(440);
  const [whole, elsewhere] = [createTrialStore(), createTrialStore()];
  for (const trial of trials) whole.add(rowOf(trial));
  // A part only: what is counted of it would be less.
  for (const trial of trials.slice(0, 40)) elsewhere.add(rowOf(trial));
  const taken = structuredClone(takenTallies(whole));
  keepTallies(elsewhere, taken);
  const [here, there] = [tally(whole), tally(elsewhere)];
  expect(plain(there)).toEqual(plain(here));
  there.forEach(({ units }, i) => {
    const same = here[i]?.units;
    expect([...units]).toEqual([...(same ?? [])]);
    expect([units.size, units.documents, units.nameOf(0)]).toEqual([
      same?.size,
      same?.documents,
      same?.nameOf(0),
    ]);
  });
  expect(there.reduce((sum, { scored, unscored }) => sum + scored + unscored, 0)).toBe(440);
});
