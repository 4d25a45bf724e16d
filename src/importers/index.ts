import { babilong } from "./babilong.ts";
import { contextRot } from "./context-rot.ts";
import { generic } from "./generic.ts";
import type { Importer } from "./importer.ts";
import { infinitebench } from "./infinitebench.ts";
import { litm2026 } from "./litm-2026.ts";
import { litmPredictions } from "./litm-predictions.ts";
import { multiNeedleCsv } from "./multi-needle-csv.ts";
import { needlehaystackV1 } from "./needlehaystack-v1.ts";
import { needlehaystackV2 } from "./needlehaystack-v2.ts";
import { needlestack } from "./needlestack.ts";
import { ruler } from "./ruler.ts";

/**
 * Every format of published results that can be imported.
 *
 * @example
 * ```ts
 * for (const { name, summary } of importers) console.log(name, summary);
 * ```
 */
export const importers: readonly Importer[] = [
  needlehaystackV1,
  needlehaystackV2,
  multiNeedleCsv,
  litmPredictions,
  litm2026,
  needlestack,
  infinitebench,
  babilong,
  contextRot,
  ruler,
  generic,
];
