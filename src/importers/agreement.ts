import type { Agreement, Trial } from "../record.ts";
import { shown } from "./row.ts";

/** An answer that the two scores judge differently. */
export interface Disagreement {
  readonly model: string;
  readonly file: string;
  readonly line: number;
  readonly published: string;
  readonly ours: number;
  readonly expected: string;
  readonly answer: string;
}

/** Which of the two scores found the fact. */
type Side = "publishedOnly" | "oursOnly";

export interface AgreementTally {
  add(trial: Trial): void;
  /** One a model, in order of appearance. */
  agreement(): readonly Agreement[];
  /** The first few of each side. */
  readonly examples: Readonly<Record<Side, readonly Disagreement[]>>;
}

const MOST_EXAMPLES = 5;

type Counts = Record<"both" | "neither" | Side | "published" | "ours", number>;

/** Counts as trials come how often the published score and ours agree; a half or more is found. */
export function tallyAgreement(): AgreementTally {
  const models = new Map<string, Counts>();
  const examples: Record<Side, Disagreement[]> = { publishedOnly: [], oursOnly: [] };
  return {
    examples,
    add: (trial) => {
      const { published, model } = trial;
      if (published?.ours === undefined) return;
      const counts = models.get(model) ?? newCounts();
      models.set(model, counts);
      const [theirs, ours] = [published.score >= 0.5, published.ours >= 0.5];
      const kind = theirs === ours ? (theirs ? "both" : "neither") : theirs ? "publishedOnly" : "oursOnly";
      counts[kind]++;
      counts.published += published.score;
      counts.ours += published.ours;
      if (kind === "both" || kind === "neither" || examples[kind].length >= MOST_EXAMPLES) return;
      examples[kind].push(exampleOf(trial, String(published.raw), published.ours));
    },
    agreement: () => [...models].map(([model, counts]) => agreementOf(model, counts)),
  };
}

function newCounts(): Counts {
  return { both: 0, neither: 0, publishedOnly: 0, oursOnly: 0, published: 0, ours: 0 };
}

function agreementOf(model: string, { published, ours, ...table }: Counts): Agreement {
  const { both, neither, publishedOnly, oursOnly } = table;
  const n = both + neither + publishedOnly + oursOnly;
  // Cohen 1960: agreement beyond what the two would reach by chance, given how often each finds.
  const chance =
    ((both + publishedOnly) * (both + oursOnly) + (neither + publishedOnly) * (neither + oursOnly)) / n ** 2;
  const kappa = ((both + neither) / n - chance) / (1 - chance);
  const means = { meanPublished: published / n, meanOurs: ours / n };
  return { model, ...table, ...means, ...(chance === 1 ? {} : { kappa }) };
}

function exampleOf({ model, source, output }: Trial, published: string, ours: number): Disagreement {
  return {
    model,
    file: source?.file ?? "",
    line: source?.line ?? 0,
    published,
    ours,
    expected: shown(source?.answers?.join(" | ") ?? ""),
    answer: shown(output ?? ""),
  };
}
