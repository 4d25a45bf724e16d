import type { RunRules } from "../analysis/options.ts";
import type { AnswerPrices, Finding } from "../findings.ts";
import type { Trial } from "../record.ts";
import { inPlanOrder, type PlannedOrder } from "./plan-order.ts";

/**
 * Every analysis of the suite, with the contract's numbers and the run's own margin and stopping rule, in the order of
 * its plan.
 */
export async function analyse(
  trials: Iterable<Trial>,
  manifest: RunRules & { readonly plan?: Partial<PlannedOrder> },
  prices?: AnswerPrices,
): Promise<readonly Finding[]> {
  const { analyses } = await import("../analysis/index.ts");
  const { optionsOf } = await import("../analysis/options.ts");
  const options = { ...optionsOf(manifest), ...(prices && { prices }) };
  const { claimsOf } = await import("../analysis/claims.ts");
  const { orderFinding } = await import("../rag/order-finding.ts");
  const findings = [...analyses, orderFinding].map((analysis) => analysis.run(trials, options));
  return inPlanOrder([...findings, claimsOf(findings, options.level)], manifest.plan ?? {});
}
