import { join } from "node:path";
import type { Manifest, Trial } from "../record.ts";
import type { TrialsParquet } from "../report/parquet.ts";
import type { RecordSummary } from "../report/record-summary.ts";
import { openManifest } from "../run/merge.ts";
import { readLast, readOnce } from "../run/read-once.ts";
import type { Damage } from "../run/scan.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { printMessage } from "./console.ts";
import type { Aside } from "./parquet-aside.ts";
import { sideName } from "./side-name.ts";

/** A recorded run, or several side by side, as far as analyses and a report need it in memory. */
export interface LoadedRun {
  readonly manifest: Manifest;
  /** Without answers and ids; see `trial-store.ts`. To be replaced by none where no one looks at them again. */
  trials: Iterable<Trial>;
  readonly record: RecordSummary;
  /** The trials that a report shows, by the run that each is of and as it recorded them. */
  readonly shown: readonly { readonly manifest: Manifest; readonly trials: readonly Trial[] }[];
  /** Settled when `trials.parquet` is whole; whoever reports waits for it. Throws `store-write`. */
  readonly parquet: Promise<void>;
}

/** Bytes of a record from which its Parquet file is written by a thread of its own. */
const LARGE = 1 << 26;

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
  const { createTrialStore } = await import("../analysis/trial-store.ts");
  const { tallyRecord } = await import("../report/record-summary.ts");
  const aside = report !== undefined && (await bytesOf(folders)) > LARGE;
  const startAside = (repeated: boolean): Promise<Aside | undefined> =>
    aside ? parquetAside({ folders, manifests, labels, repeated, report }) : Promise.resolve(undefined);
  const readAll = async (read: typeof readOnce): Promise<LoadedRun | "repeated"> => {
    const beside = await startAside(read !== readOnce);
    const [trials, record] = [createTrialStore(), tallyRecord()];
    const origins = new WeakMap<Trial, { readonly manifest: Manifest; readonly trial: Trial }>();
    const inline = await parquetIn(aside ? undefined : report);
    try {
      for (const [i, folder] of folders.entries()) {
        const damaged = await read(folder, (read) => {
          const model = labels[i]?.(read.model) ?? read.model;
          const trial = model === read.model ? read : { ...read, model };
          const manifest = manifests[i];
          if (manifest !== undefined && folders.length > 1) origins.set(trial, { manifest, trial: read });
          trials.add(trial);
          record.add(trial);
          inline?.add(trial);
        });
        if (damaged === "repeated") {
          await inline?.abandon();
          await beside?.stop();
          return damaged;
        }
        tellDamage(damaged, "it is not used; the run's command runs its trial again");
      }
      if (trials.length > 0) await inline?.finish();
    } finally {
      await inline?.abandon();
    }
    const summary = record.summary();
    const shown = manifests.map((manifest) => ({
      manifest,
      trials: summary.shown.flatMap((trial) => {
        if (manifests.length === 1) return trial;
        const origin = origins.get(trial);
        return origin?.manifest === manifest ? origin.trial : [];
      }),
    }));
    return {
      manifest: sideBySide(manifests, labels),
      trials,
      record: summary,
      shown,
      parquet: beside?.written ?? Promise.resolve(),
    };
  };
  const once = await readAll(readOnce);
  const loaded = once === "repeated" ? ((await readAll(readLast)) as LoadedRun) : once;
  if (aside) collectGarbage(); // the index of the ids
  return loaded;
}

async function bytesOf(folders: readonly string[]): Promise<number> {
  const { stat } = await import("node:fs/promises");
  const { TRIALS_FILE } = await import("../run/scan.ts");
  let bytes = 0;
  for (const folder of folders)
    bytes += (await stat(join(folder, TRIALS_FILE)).catch(() => ({ size: 0 }))).size;
  return bytes;
}

interface Beside {
  readonly folders: readonly string[];
  readonly manifests: readonly Manifest[];
  readonly labels: readonly ((id: string) => string)[];
  readonly repeated: boolean;
  readonly report: string;
}

async function parquetAside({ folders, manifests, labels, repeated, report }: Beside): Promise<Aside> {
  const { writeParquetAside } = await import("./parquet-aside.ts");
  return writeParquetAside({
    file: join(report, "trials.parquet"),
    repeated,
    folders: folders.map((folder, i) => ({
      folder,
      names: Object.fromEntries((manifests[i]?.plan.models ?? []).map((id) => [id, labels[i]?.(id) ?? id])),
    })),
  });
}

async function parquetIn(report: string | undefined): Promise<TrialsParquet | undefined> {
  if (report === undefined) return undefined;
  const { openTrialsParquet } = await import("../report/parquet.ts");
  return openTrialsParquet(join(report, "trials.parquet"));
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

/** One line on stderr for each damaged line of a record. */
export function tellDamage(damaged: readonly Damage[], consequence: string): void {
  for (const { line, torn } of damaged) {
    const what = torn ? "was cut short when a run ended" : "is damaged";
    printMessage(`midspan: line ${line} of trials.jsonl ${what}; ${consequence}`);
  }
}
