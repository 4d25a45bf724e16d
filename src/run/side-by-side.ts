import type { Model } from "../types.ts";

/**
 * Does the work of several models: at the same time for different servers, one after the other for those of one
 * server and for those in this process, which would take each other's cores and caches. Gives back the results in
 * the models' order; `undefined` for those that were not begun because `goOn` was false by then. Throws the first
 * error, when every place has ended.
 */
export async function sideBySide<T>(
  models: readonly Model[],
  work: (model: Model) => Promise<T>,
  goOn: () => boolean,
): Promise<readonly (T | undefined)[]> {
  const results: (T | undefined)[] = models.map(() => undefined);
  const errors: unknown[] = [];
  const places = new Map<string | undefined, number[]>();
  for (const [i, { server }] of models.entries()) places.set(server, [...(places.get(server) ?? []), i]);
  const inTurn = async (turns: readonly number[]): Promise<void> => {
    for (const i of turns) {
      if (!goOn() || errors.length > 0) return;
      try {
        results[i] = await work(models[i]!);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all([...places.values()].map(inTurn));
  if (errors.length > 0) throw errors[0];
  return results;
}
