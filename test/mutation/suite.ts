import { expect } from "vitest";

/** A test as its file names it, with what it runs. */
export interface Test {
  readonly name: string;
  run(): unknown;
}

type Body = (...values: never[]) => unknown;
interface Options {
  readonly tags?: string;
}

/**
 * vitest's `describe`, `it` and `expect` as far as the tests of numbers use them, for running them many times in one
 * process. What is tagged as a simulation is left out; anything else that is not known here is an error, not a skip.
 */
export function createSuite(): {
  readonly tests: readonly Test[];
  readonly vitest: Readonly<Record<string, unknown>>;
} {
  const tests: Test[] = [];
  const path: string[] = [];
  let scopes: readonly Scope[] = [scope()];
  const innermost = (): Scope => scopes.at(-1) as Scope;
  const add = (name: string, body: () => unknown): void => {
    const around = scopes;
    const full = [...path, name].join(" > ");
    const seen = tests.filter((one) => one.name === full || one.name.startsWith(`${full} #`)).length;
    tests.push({
      name: seen === 0 ? full : `${full} #${seen + 1}`,
      run: () => (around.some(isHooked) ? hooked(around, body) : body()),
    });
  };
  const group = (name: string, body: () => unknown): void => {
    path.push(name);
    const outer = scopes;
    scopes = [...outer, scope()];
    body();
    scopes = outer;
    path.pop();
  };
  const it = withCases(add);
  const describe = withCases(group);
  // What is left behind is swept away with the other temporary files: nobody knows which test is the last.
  const afterAll = (): void => undefined;
  const beforeAll = (hook: Hook): unknown => innermost().once.push(hook);
  const beforeEach = (hook: Hook): unknown => innermost().before.push(hook);
  const afterEach = (hook: Hook): unknown => innermost().after.push(hook);
  return { tests, vitest: { describe, it, expect, beforeAll, beforeEach, afterEach, afterAll } };
}

type Declare = (name: string, second: Options | Body, third?: Body | number) => void;

/** `it` and `describe`, and their `each`. */
function withCases(add: (name: string, body: () => unknown) => void): Declare & {
  readonly each: (cases: readonly unknown[]) => Declare;
  readonly skipIf: (skipped: unknown) => Declare;
} {
  const declare =
    (values: readonly unknown[]): Declare =>
    (name, second, third) => {
      const [options, body] = typeof second === "function" ? [{}, second] : [second, third as Body];
      if (options.tags !== "simulation") add(name, () => body(...(values as never[])));
    };
  return Object.assign(declare([]), {
    skipIf: (skipped: unknown): Declare => (skipped ? () => undefined : declare([])),
    each:
      (cases: readonly unknown[]): Declare =>
      (name, second, third) => {
        for (const one of cases) declare(Array.isArray(one) ? one : [one])(name, second, third);
      },
  });
}

type Hook = () => unknown;

/** Hooks of a `describe`, or of the file. */
interface Scope {
  /** Run before the first of its tests. */
  once: Hook[];
  readonly before: Hook[];
  readonly after: Hook[];
}

function scope(): Scope {
  return { once: [], before: [], after: [] };
}

function isHooked({ once, before, after }: Scope): boolean {
  return once.length + before.length + after.length > 0;
}

async function hooked(around: readonly Scope[], body: () => unknown): Promise<void> {
  for (const one of around) {
    const first = one.once;
    one.once = [];
    for (const hook of first) await hook();
  }
  for (const { before } of around) for (const hook of before) await hook();
  try {
    await body();
  } finally {
    for (const { after } of around.toReversed()) for (const hook of after) await hook();
  }
}
