import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Task } from "../types.ts";
import { ARM_PREFIX, armTask, CONTEXT_ARMS } from "./arm-task.ts";
import { GOLD_ARMS, GOLD_PREFIX, goldTask } from "./gold-task.ts";
import { ORDER_PREFIX } from "./order-task.ts";
import { PAIR_PREFIX, pairTask } from "./pair-task.ts";
import { STEP_KINDS, STEP_PREFIX, stepTask } from "./step-task.ts";

const PREFIXES = [ORDER_PREFIX, GOLD_PREFIX, PAIR_PREFIX, ARM_PREFIX, STEP_PREFIX];

/** Whether a task's gold stands where retrieved chunks put it, so that there is no curve by depth. */
export function isRagTask(name: string): boolean {
  return PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** A task of retrieved chunks by its name, orders aside; undefined = of no such family. Throws `unknown-name`. */
export function ragTaskNamed(name: string): Task | undefined {
  const rest = (prefix: string): string => name.slice(prefix.length);
  if (name.startsWith(GOLD_PREFIX)) return goldTask(oneOf(name, rest(GOLD_PREFIX), GOLD_ARMS));
  if (name.startsWith(ARM_PREFIX)) return armTask(oneOf(name, rest(ARM_PREFIX), CONTEXT_ARMS));
  if (name.startsWith(PAIR_PREFIX)) {
    const share = Number(rest(PAIR_PREFIX));
    if (rest(PAIR_PREFIX) === "" || !(share >= 0 && share <= 1))
      throw new MidspanError("unknown-name", `place of a second gold chunk; a share from 0 to 1: ${name}`);
    return pairTask(share);
  }
  if (!name.startsWith(STEP_PREFIX)) return undefined;
  const [kind = "", rank = ""] = rest(STEP_PREFIX).split("-");
  if (!/^[1-9]\d*$/.test(rank))
    throw new MidspanError("unknown-name", `rank of a step's chunk; a whole number from 1: ${name}`);
  return stepTask(oneOf(name, kind, STEP_KINDS), Number(rank));
}

function oneOf<T extends string>(name: string, given: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === given);
  if (choice !== undefined) return choice;
  const near = nearest(given, choices);
  throw new MidspanError(
    "unknown-name",
    `no such task; one of ${choices.join(", ")}: ${name}`,
    near === undefined ? {} : { cure: `Did you mean ${near}?` },
  );
}
