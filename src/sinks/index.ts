import type { Analysis } from "../findings.ts";
import { openingFinding } from "./opening-finding.ts";
import { placeFinding } from "./place-finding.ts";
import { placeholderFinding } from "./placeholder-finding.ts";

/** What experiments with prompts find out; each says nothing where its tasks were not asked. */
export const sinkFindings: readonly Analysis[] = [openingFinding, placeFinding, placeholderFinding];
