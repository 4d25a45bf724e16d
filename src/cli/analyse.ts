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
  const { ORDER_PREFIX } = await import("../rag/order-task.ts");
  const { isArm } = await import("../sinks/arms/arm-task.ts");
  const { sinkFindings } = await import("../sinks/index.ts");
  const planned = manifest.plan?.tasks ?? [];
  // Where every task is an order, gold stands where it puts it: there is no curve by depth, and no length to hold.
  // Nor is there where each is an arm of an experiment with prompts.
  const inOrders =
    planned.length > 0 && planned.every(({ name }) => name.startsWith(ORDER_PREFIX) || isArm(name));
  const asked = inOrders ? analyses.filter(({ name }) => OF_ORDERS.includes(name)) : analyses;
  const found = [...asked, orderFinding, ...sinkFindings].map((analysis) => analysis.run(trials, options));
  const findings = inOrders ? found.map(withoutDepth) : found;
  return inPlanOrder([...findings, claimsOf(findings, options.level)], manifest.plan ?? {});
}

/** What else is asked of a run of orders or of arms. */
const OF_ORDERS: readonly string[] = ["cost-against-recall", "token-efficiency", "unscored"];

/** That each order was asked at one depth only is how orders are asked; items without a document are short. */
function withoutDepth(finding: Finding): Finding {
  const known = /one depth only|opening:.* prompts are much shorter/;
  return { ...finding, cautions: finding.cautions.filter((caution) => !known.test(caution)) };
}
