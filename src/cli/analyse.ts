import type { RunRules } from "../analysis/options.ts";
import type { AnswerPrices, Finding } from "../findings.ts";
import { grouped } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { onTwoThreads, WORTH_A_THREAD } from "./on-two-threads.ts";
import { inPlanOrder, type PlannedOrder } from "./plan-order.ts";

/**
 * Every analysis of the suite, with the contract's numbers and the run's own margin and stopping rule, in the order of
 * its plan. A record of `asideFrom` trials or more is analysed by two threads. Where lines of the record are damaged,
 * every finding says so: what they held is in none.
 */
export async function analyse(
  trials: Iterable<Trial>,
  manifest: RunRules & { readonly plan?: Partial<PlannedOrder>; readonly damaged?: number },
  prices?: AnswerPrices,
  asideFrom = WORTH_A_THREAD,
): Promise<readonly Finding[]> {
  const { analyses } = await import("../analysis/index.ts");
  const { chosen } = await import("../analysis/chosen.ts");
  const { optionsOf } = await import("../analysis/options.ts");
  const options = { ...optionsOf(manifest), ...(prices && { prices }) };
  const { claimsOf } = await import("../analysis/claims.ts");
  const { ragAnalyses } = await import("../rag/findings.ts");
  const { isRagTask } = await import("../rag/rag-tasks.ts");
  const { STEP_PREFIX } = await import("../rag/step-task.ts");
  const { isArm, isOfExperiment } = await import("../sinks/arms/arm-task.ts");
  const { sinkFindings } = await import("../sinks/index.ts");
  const planned = manifest.plan?.tasks ?? [];
  const isApart = (task: string): boolean => isRagTask(task) || isArm(task);
  const apart = planned.filter(({ name }) => isApart(name)).length;
  // Where gold stands where retrieved chunks put it, there is no curve by depth, and no length to hold. Nor is there
  // where each is an arm of an experiment with prompts.
  const alone = apart > 0 && apart === planned.length;
  const placed = apart > 0 && !alone ? chosen(trials, ({ task }) => !isApart(task)) : trials;
  const asked = alone ? analyses.filter(({ name }) => OF_APART.includes(name)) : analyses;
  // What was written on the way to an answer answers nothing.
  const answered = apart > 0 ? chosen(trials, ({ task }) => !task.startsWith(STEP_PREFIX)) : trials;
  const ofRag = chosen(trials, ({ task }) => isRagTask(task));
  const ofSinks = chosen(trials, ({ task }) => isOfExperiment(task));
  const trialsOf = (name: string): Iterable<Trial> => (OF_APART.includes(name) ? answered : placed);
  const own = await onTwoThreads(asked, options, trialsOf, asideFrom);
  const found = [
    ...own,
    ...ragAnalyses.map((one) => one.run(ofRag, options)),
    ...sinkFindings.map((one) => one.run(ofSinks, options)),
  ];
  const told = apart > 0 ? found.map(withoutOthers) : found;
  const findings = manifest.damaged ? told.map(withCaution(damageCaution(manifest.damaged))) : told;
  return inPlanOrder([...findings, claimsOf(findings, options)], manifest.plan ?? {});
}

function damageCaution(lines: number): string {
  const [are, what] =
    lines === 1
      ? ["1 line of the record is", "its trial is"]
      : [`${grouped(lines)} lines of the record are`, "their trials are"];
  return `${are} damaged, and ${what} in no number: how the missing ones came out is not known. The run's command runs them again.`;
}

function withCaution(caution: string): (finding: Finding) => Finding {
  return (finding) => ({ ...finding, cautions: [caution, ...finding.cautions] });
}

/** What else is asked of a run of retrieved chunks or of arms. */
const OF_APART: readonly string[] = ["cost-against-recall", "token-efficiency", "unscored"];

/**
 * Cautions that do not hold here: each order is asked at one depth, items without a document are short, numbers of
 * chunks stand apart in every finding, and what has no gold to take out or to pair is counted where it is told.
 */
const NOT_HERE = [
  /one depth only/,
  /opening:.* prompts are much shorter/,
  /are pooled \((?:chunks|documents) = [^;]*\)/,
  /(?:gold:withheld|pair:[\d.]+): .* were not scored/,
];

function withoutOthers(finding: Finding): Finding {
  const holds = (caution: string): boolean => !NOT_HERE.some((pattern) => pattern.test(caution));
  return { ...finding, cautions: finding.cautions.filter(holds) };
}
