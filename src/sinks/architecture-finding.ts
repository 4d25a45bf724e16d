import type { Finding, Row } from "../findings.ts";
import { holm } from "../stats/holm.ts";
import { holmOver } from "../stats/holm-over.ts";
import { overSeeds } from "./over-seeds.ts";

/** What was measured of one model: an architecture's training run of one seed. */
export interface TrainedOne {
  readonly architecture: string;
  readonly seed: string;
  readonly model: string;
  /** By name; the same names for every model. A name that ends in "nats" is no share. */
  readonly measures: Readonly<Record<string, number>>;
}

/** `embedded:rope-2` -> architecture rope, seed 2; undefined where the name has no number behind it. */
export function trainedAs(
  model: string,
): { readonly architecture: string; readonly seed: string } | undefined {
  const [, architecture, seed] = /^(?:[a-z]+:)?(.+)-(\d+)$/.exec(model) ?? [];
  return architecture === undefined || seed === undefined ? undefined : { architecture, seed };
}

/**
 * Every measure by architecture, as a mean over seeds, and its difference to the first architecture, paired by seed
 * (the batches of a seed are the same for all), with Holm's rule over all differences.
 */
export function architectureFinding(trained: readonly TrainedOne[]): Finding {
  const architectures = [...new Set(trained.map(({ architecture }) => architecture))];
  const [base] = architectures;
  const names = Object.keys(trained[0]?.measures ?? {});
  const of = (architecture: string): readonly TrainedOne[] =>
    trained.filter((one) => one.architecture === architecture);
  const means = architectures.flatMap((architecture) =>
    names.flatMap((name): readonly Row[] => {
      const own = of(architecture);
      const estimate = overSeeds(own.map(({ measures }) => measures[name] ?? Number.NaN));
      const group = { architecture };
      const each = own.map(({ model, measures }): Row => {
        const value = measures[name] ?? Number.NaN;
        const one = { value, low: value, high: value, n: 1, method: "one model" };
        return { group: { architecture, model }, name, estimate: one, ...unit(name), unscored: 0 };
      });
      return [
        ...(estimate ? [{ group, name, estimate: withoutP(estimate), ...unit(name), unscored: 0 }] : []),
        ...each,
      ];
    }),
  );
  const differences = architectures
    .filter((architecture) => architecture !== base)
    .flatMap((architecture) =>
      names.flatMap((name): readonly Row[] => {
        const pairs = of(architecture).flatMap(({ seed, measures }) => {
          const other = of(base ?? "").find((one) => one.seed === seed);
          return other === undefined
            ? []
            : [(measures[name] ?? Number.NaN) - (other.measures[name] ?? Number.NaN)];
        });
        const estimate = overSeeds(pairs);
        const group = { architecture, against: base ?? "" };
        return estimate
          ? [{ group, name: `difference in ${name}`, estimate, ...unit(name), unscored: 0 }]
          : [];
      }),
    );
  const ps = holm(differences.map(({ estimate }) => estimate?.p ?? 1));
  const decided = differences.map((row, i): Row => {
    const p = ps[i] ?? 1;
    const e = row.estimate;
    const verdict = e === undefined || p > 0.05 ? "not shown to differ" : e.value > 0 ? "more" : "less";
    return { ...row, ...(e ? { estimate: { ...e, p } } : {}), verdict };
  });
  return {
    name: "architectures",
    question: "Do kinds of attention differ in sinks, recall and what a cut cache loses?",
    rows: [verdictRow(decided, trained, base ?? ""), ...means, ...decided],
    cautions: [],
  };
}

function verdictRow(decided: readonly Row[], trained: readonly TrainedOne[], base: string): Row {
  const shown = decided.filter(({ verdict }) => verdict === "more" || verdict === "less");
  const seeds = new Set(trained.map(({ seed }) => seed)).size;
  const said = shown.map(
    ({ group, name, verdict }) =>
      `${group.architecture}: ${verdict} ${name.replace("difference in ", "")} than ${base}`,
  );
  return {
    group: { claim: `${seeds} seeds of each` },
    name: "verdict",
    unscored: 0,
    verdict:
      shown.length === 0 ? "no difference shown" : `${shown.length} of ${decided.length} differences shown`,
    sentence:
      said.length > 0
        ? `${said.join("; ")} (n = ${seeds} seeds, Student's t on differences of a seed${holmOver(decided.length)}).`
        : `With n = ${seeds} seeds none of ${decided.length} differences to ${base} is shown (Student's t on differences of a seed, Holm); seeds of one architecture differ as much as architectures do.`,
  };
}

function unit(name: string): { readonly unit?: string } {
  return name.includes("loss") ? { unit: "nats" } : {};
}

function withoutP({ p: _, ...estimate }: NonNullable<Row["estimate"]>): NonNullable<Row["estimate"]> {
  return estimate;
}
