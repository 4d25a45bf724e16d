/** Documents before the first look: the fewest that can decide anything is 9 at an error of 5 %. */
const FIRST_LOOK = 8;
/** A round adds this share of the documents there are, rounded up, so that its documents can be asked at once. */
const GROWTH = 1 / 8;

/**
 * Documents of each (model, task, length) after which a run that stops by its results looks, up to `cap`:
 * 8, 9, 11, 13, 15, 17, 20, 23, 26, 30 .. cap. They hang on the plan alone, never on speed or concurrency.
 */
export function nextLook(documents: number, cap: number): number {
  const next = documents === 0 ? FIRST_LOOK : documents + Math.ceil(documents * GROWTH);
  return Math.min(cap, next);
}
