import { describe, expect, it } from "vitest";
import { perKind, type ScannedTrial, scan } from "../../src/analysis/scan.ts";
import { createTrialStore } from "../../src/analysis/trial-store.ts";
import { rowOf } from "../../src/record-row.ts";
import { madeTrial } from "../report/made-input.ts";

const several = { tokens: 900, goldDepths: [0.2, 0.5, 0.9], tokenizer: "t" };
const { score: _, output: __, generation: ___, ...asked } = madeTrial(4);
const failed = { ...asked, status: "failed" as const, error: { code: "timeout" as const, message: "late" } };
const trials: readonly ScannedTrial[] = [
  madeTrial(0),
  madeTrial(1, { actual: several, score: { recall: 1 / 3, found: [true, false, false] } }),
  madeTrial(2, { actual: { ...several, goldDepths: [] }, generation: { finish: { reason: "stop" } } }),
  failed,
  madeTrial(0, { generation: { finish: { reason: "stop" }, promptTokens: 7 } }),
  madeTrial(3, { actual: { ...several, goldDepths: [0.7, 0.8] } }),
];

function scanned(of: Iterable<ScannedTrial>) {
  const rows: unknown[] = [];
  scan(of, ({ model, status, cell, score }, row) =>
    rows.push({ model, status, factors: cell.factors, found: score?.found, ...row }),
  );
  return rows;
}

describe("a pass over a record", () => {
  const store = createTrialStore();
  for (const trial of trials) store.add(rowOf(trial as never));

  it("gives of a store what it gives of the trials themselves", () => {
    const rows = scanned(trials);
    expect(scanned(store)).toEqual(rows);
    expect(rows[1]).toMatchObject({ recall: 1 / 3, tokens: 900, goldDepth: 0.2 });
    expect(rows[2]).toMatchObject({ goldDepth: Number.NaN, promptTokens: Number.NaN });
    expect(rows[3]).toMatchObject({ status: "failed", recall: Number.NaN });
    expect(rows[4]).toMatchObject({ promptTokens: 7 });
    expect(rows[5]).toMatchObject({ goldDepth: 0.7 });
  });

  it("asks once a kind where trials share it, and of each trial where they do not", () => {
    const asked = (of: Iterable<ScannedTrial>): number => {
      let times = 0;
      const modelOf = perKind(of, ({ model }) => {
        times++;
        return model;
      });
      scan(of, (kind) => expect(modelOf(kind)).toBe(kind.model));
      return times;
    };
    expect(asked(trials)).toBe(6);
    expect(asked(store)).toBe(5); // the first and the fifth differ in numbers alone
    const alike = createTrialStore();
    for (let i = 0; i < 9; i++) alike.add(rowOf(madeTrial(0)));
    expect(asked(alike)).toBe(1);
  });
});
