import type { Analysis } from "../findings.ts";
import { armFinding } from "./arm-finding.ts";
import { countFinding } from "./count-finding.ts";
import { goldFinding } from "./gold-finding.ts";
import { orderFinding } from "./order-finding.ts";
import { pairFinding } from "./pair-finding.ts";

/** Every question that is asked of retrieved chunks, in the order of a page. */
export const ragAnalyses: readonly Analysis[] = [
  orderFinding,
  countFinding,
  goldFinding,
  pairFinding,
  armFinding,
];
