import type { Task } from "../../types.ts";
import { placeNamed } from "./instruction-places.ts";
import { instructionTask, PLACE_PREFIX } from "./instruction-task.ts";
import { OPENING_PREFIX, openingTask } from "./opening-task.ts";
import { PLACEHOLDER_PREFIX, placeholderTask } from "./placeholder-task.ts";
import { placeholderNamed } from "./placeholders.ts";

/** Whether a task is one arm of an experiment with prompts: analyses by depth have nothing to say about it. */
export function isArm(name: string): boolean {
  return name.startsWith(OPENING_PREFIX) || name.startsWith(PLACE_PREFIX);
}

/** Whether a task is of an experiment with prompts, whose own finding is about it; of placeholders recall by depth is told as well. */
export function isOfExperiment(name: string): boolean {
  return isArm(name) || name.startsWith(PLACEHOLDER_PREFIX);
}

/** The task of an arm by its name; undefined for any other name. Throws `unknown-name` for a place or placeholder. */
export function armTask(name: string): Task | undefined {
  if (name.startsWith(OPENING_PREFIX)) return openingTask(name);
  if (name.startsWith(PLACEHOLDER_PREFIX)) {
    placeholderNamed(name.slice(PLACEHOLDER_PREFIX.length));
    return placeholderTask(name);
  }
  if (!name.startsWith(PLACE_PREFIX)) return undefined;
  placeNamed(name.slice(PLACE_PREFIX.length));
  return instructionTask(name);
}
