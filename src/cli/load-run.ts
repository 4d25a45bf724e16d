import { join } from "node:path";
import type { Manifest, Trial } from "../record.ts";
import type { RecordSummary } from "../report/record-summary.ts";
import { openManifest } from "../run/merge.ts";
import type { Damage } from "../run/scan.ts";
import { printMessage } from "./console.ts";
import type { Names } from "./gather-record.ts";
import { sideName } from "./side-name.ts";

/** A recorded run, or several side by side, as far as analyses and a report need it in memory. */
export interface LoadedRun {
  readonly manifest: Manifest;
  /** Without answers and ids; see `trial-store.ts`. To be replaced by none where no one looks at them again. */
  trials: Iterable<Trial>;
  readonly record: RecordSummary;
  /** Lines that are no trial, but for a last one that was cut short. */
  readonly damaged: number;
  /** The trials that a report shows, by the run that each is of and as it recorded them. */
  readonly shown: readonly { readonly manifest: Manifest; readonly trials: readonly Trial[] }[];
  /** Settled when `trials.parquet` is whole; whoever reports waits for it. Throws `store-write`. */
  readonly parquet: Promise<void>;
}

/**
 * Reads run folders as one record; says which lines are damaged. `trials.parquet` of the folder `report` is written
 * on the way, or beside it where the record is large. A model that stands in more than one run is named after
 * its folder too, unless they are `parts` of one measurement. Throws `input-file`, `store-write`.
 */
export async function loadRun(
  folders: readonly string[],
  report?: string,
  { parts = false }: { readonly parts?: boolean } = {},
): Promise<LoadedRun> {
  const manifests: Manifest[] = [];
  for (const folder of folders) manifests.push(await openManifest(folder));
  const labels = folders.map((folder) => (parts ? (id: string) => id : labelOf(folder, folders, manifests)));
  const names = manifests.map((manifest, i) => othersNamed(manifest.plan.models, labels[i] ?? String));
  const { readRecords } = await import("./read-records.ts");
  const file = report === undefined ? undefined : join(report, "trials.parquet");
  const { gathering, damaged, parquet } = await readRecords(folders, names, file);
  for (const one of damaged) tellDamage(one, "it is not used; the run's command runs its trial again");
  return {
    manifest: sideBySide(manifests, labels),
    trials: gathering.trials,
    record: gathering.summary(),
    damaged: damaged.flat().filter(({ torn }) => !torn).length,
    shown: manifests.map((manifest, run) => ({ manifest, trials: gathering.shownOf(run) })),
    parquet,
  };
}

function othersNamed(models: readonly string[], label: (id: string) => string): Names {
  return new Map(models.flatMap((id) => (label(id) === id ? [] : [[id, label(id)] as const])));
}

/** Names a run's models as they stand beside those of the others. */
function labelOf(
  folder: string,
  folders: readonly string[],
  manifests: readonly Manifest[],
): (id: string) => string {
  const shared = (id: string): boolean =>
    manifests.filter((manifest) => manifest.plan.models.includes(id)).length > 1;
  const known = new Map<string, string>(); // each trial asks
  return (id) => {
    const name = known.get(id) ?? sideName(id, folder, shared(id), folders);
    known.set(id, name);
    return name;
  };
}

function sideBySide(manifests: readonly Manifest[], labels: readonly ((id: string) => string)[]): Manifest {
  const [first, ...others] = manifests as [Manifest, ...Manifest[]];
  if (others.length === 0) return first;
  const named = manifests.flatMap((manifest, i) =>
    manifest.models.map((model) => {
      const id = labels[i]?.(model.id) ?? model.id;
      return { ...model, id, ...(id === model.id ? {} : { askedAs: model.id }) };
    }),
  );
  // Parts of one measurement name a model each.
  const models = named.filter(({ id }, i) => named.findIndex((other) => other.id === id) === i);
  const servers = Object.fromEntries(
    manifests.flatMap((manifest, i) =>
      Object.entries(manifest.servers ?? {}).map(([id, server]) => [labels[i]?.(id) ?? id, server]),
    ),
  );
  const plan = {
    ...first.plan,
    models: models.map(({ id }) => id),
    tasks: manifests.flatMap((manifest) => manifest.plan.tasks).filter(isFirst),
    lengths: union(manifests.map((manifest) => manifest.plan.lengths)),
    depths: union(manifests.map((manifest) => manifest.plan.depths)),
  };
  const command = [...new Set(manifests.map((manifest) => manifest.command))].join("\n");
  // What one of them was imported from holds of no other; a model's details and each trial still say it.
  const { imported: _, ...manifest } = first;
  return { ...manifest, command, servers, models, plan };
}

function isFirst<T>(one: T, at: number, all: readonly T[]): boolean {
  return all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at;
}

function union(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

const DAMAGE_TOLD = 10;

/** One line on stderr for each damaged line of a record, and how many there are where they are many. */
export function tellDamage(damaged: readonly Damage[], consequence: string): void {
  for (const { line, torn } of damaged.slice(0, DAMAGE_TOLD)) {
    const what = torn ? "was cut short when a run ended" : "is damaged";
    printMessage(`midspan: line ${line} of trials.jsonl ${what}; ${consequence}`);
  }
  if (damaged.length > DAMAGE_TOLD)
    printMessage(`midspan: ... and ${damaged.length - DAMAGE_TOLD} more; ${damaged.length} lines in all`);
}
