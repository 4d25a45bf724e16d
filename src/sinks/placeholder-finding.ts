import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { createRng } from "../random.ts";
import type { Trial } from "../record.ts";
import { isEquivalent } from "../stats/equivalence.ts";
import { holm } from "../stats/holm.ts";
import { holmOver } from "../stats/holm-over.ts";
import { type Pair, type PairedGap, pairedGap } from "../stats/paired-gap.ts";
import { signFlipTest } from "../stats/sign-flip.ts";
import { PLACEHOLDER_PREFIX } from "./arms/placeholder-task.ts";
import { placeholders, referencePlaceholder } from "./arms/placeholders.ts";
import { placeholderSentence } from "./placeholder-sentence.ts";

/**
 * Per (model, length): rows "recall" (a placeholder, all depths together), "difference" (a placeholder against the
 * reference) and one "recommendation". Paired by document, each the mean over the depths that every placeholder
 * answered there; p by sign flips of documents, Holm over the placeholders. Recall by depth is another finding's.
 */
export const placeholderFinding: Analysis = {
  name: "placeholders",
  question: "Does a placeholder in front of the prompt help?",
  run: (trials, options) => {
    const groups = groupsOf(trials);
    return {
      name: placeholderFinding.name,
      question: placeholderFinding.question,
      rows: groups.flatMap((group) => rowsOf(group, options)),
      cautions: groups.some(({ inMessage }) => inMessage) ? [IN_MESSAGE] : [],
    };
  },
};

const IN_MESSAGE =
  "Placeholders are texts at the start of the user's message: what the model's template and server put before it cannot be seen or left out, so no BOS was tried.";

interface Group {
  readonly model: string;
  readonly length: number;
  readonly simulated: boolean;
  readonly estimated: boolean;
  readonly inMessage: boolean;
  /** Placeholder -> document -> depth -> recall; undefined where it was not scored. */
  readonly arms: Map<string, Map<number, Map<number, number | undefined>>>;
}

function groupsOf(trials: Iterable<Trial>): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { model, task, cell, status, score, simulated, actual } of trials) {
    if (!task.startsWith(PLACEHOLDER_PREFIX)) continue;
    const key = JSON.stringify([model, cell.contextLength]);
    const known = groups.get(key);
    const group = known ?? {
      model,
      length: cell.contextLength,
      simulated: simulated ?? false,
      estimated: actual.estimated ?? false,
      inMessage: cell.factors.at === "message",
      arms: new Map(),
    };
    groups.set(key, group);
    const arm = task.slice(PLACEHOLDER_PREFIX.length);
    const documents = group.arms.get(arm) ?? new Map();
    group.arms.set(arm, documents);
    const depths = documents.get(cell.seed) ?? new Map();
    documents.set(cell.seed, depths);
    depths.set(cell.depth, status === "scored" ? score?.recall : undefined);
  }
  return [...groups.values()].sort((a, b) =>
    a.model < b.model ? -1 : a.model > b.model ? 1 : a.length - b.length,
  );
}

function rowsOf(
  { model, length, simulated, estimated, arms }: Group,
  options: AnalysisOptions,
): readonly Row[] {
  const { level, margin, bootstrapDraws, seed } = options;
  const group = {
    ...{ model, length },
    ...(simulated ? { simulated } : {}),
    ...(estimated ? { estimated } : {}),
  };
  const names = placeholders.map(({ name }) => name).filter((name) => arms.has(name));
  const { means, left } = commonMeans(names, arms);
  const reference = referencePlaceholder(names);
  const documents = means.get(reference)?.length ?? 0;
  if (documents === 0)
    return [
      {
        group,
        name: "recommendation",
        unscored: left,
        verdict: "undecided",
        sentence: "No prompt was scored under every placeholder: nothing can be compared.",
      },
    ];
  const gapOf = (name: string, against: readonly number[]): PairedGap => {
    const pairs = (means.get(name) ?? []).map((first, i): Pair => ({ first, second: against[i] ?? 0 }));
    return pairedGap(pairs, bootstrapDraws, createRng(seed).fork("placeholders").fork(name));
  };
  const none = Array.from({ length: documents }, () => 0);
  const recalls = names.map((name): Row => {
    const gap = gapOf(name, none);
    const method = `bootstrap over documents 95 %, ${bootstrapDraws} draws`;
    const estimate = { value: gap.value, ...clipped(gap.interval(level)), n: documents, method };
    return { group: { ...group, placeholder: name }, name: "recall", estimate, unscored: left };
  });
  const others = names.filter((name) => name !== reference);
  const base = means.get(reference) ?? [];
  const tested = others.map((name) => {
    const differences = (means.get(name) ?? []).map((value, i) => value - (base[i] ?? 0));
    const rng = createRng(seed).fork("placeholder-flips").fork(name);
    return { name, gap: gapOf(name, base), p: signFlipTest(differences, bootstrapDraws, rng) };
  });
  const adjusted = holm(tested.map(({ p }) => p));
  const alpha = 1 - level;
  const differences = tested.map(({ name, gap }, i): Row => {
    const p = adjusted[i] ?? 1;
    const shown = p <= alpha && gap.value !== 0;
    const close = isEquivalent(gap.interval(1 - 2 * alpha), margin);
    const verdict = shown
      ? gap.value > 0
        ? "better"
        : "worse"
      : close
        ? "equivalent"
        : "not shown to differ";
    const method = `bootstrap over documents; p: sign flips${holmOver(tested.length)}`;
    return {
      group: { ...group, placeholder: name, against: reference },
      name: "difference",
      estimate: { value: gap.value, ...gap.interval(level), n: documents, method, p },
      unscored: left,
      verdict,
    };
  });
  const told = placeholderSentence(differences, { reference, documents, margin });
  return [...recalls, ...differences, { group, name: "recommendation", unscored: left, ...told }];
}

/** Mean recall of each document over the depths that all arms answered; documents without one are left out. */
function commonMeans(
  names: readonly string[],
  arms: Group["arms"],
): { readonly means: ReadonlyMap<string, readonly number[]>; readonly left: number } {
  const documents = [...new Set(names.flatMap((name) => [...(arms.get(name)?.keys() ?? [])]))].sort(
    (a, b) => a - b,
  );
  const means = new Map<string, number[]>(names.map((name) => [name, []]));
  let left = 0;
  for (const document of documents) {
    const depths = [...new Set(names.flatMap((name) => [...(arms.get(name)?.get(document)?.keys() ?? [])]))];
    const common = depths.filter((depth) =>
      names.every((name) => arms.get(name)?.get(document)?.get(depth) !== undefined),
    );
    left += depths.length - common.length;
    if (common.length === 0) continue;
    for (const name of names) {
      const recalls = common.map((depth) => arms.get(name)?.get(document)?.get(depth) ?? 0);
      means.get(name)?.push(recalls.reduce((sum, one) => sum + one, 0) / recalls.length);
    }
  }
  return { means, left };
}

function clipped({ low, high }: { readonly low: number; readonly high: number }) {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
