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
  const add = (
    name: string,
    second: Options | Body,
    third?: Body | number,
    values: readonly unknown[] = [],
  ): void => {
    const [options, body] = typeof second === "function" ? [{}, second] : [second, third as Body];
    if (options.tags === "simulation") return;
    const full = [...path, name].join(" > ");
    const seen = tests.filter((one) => one.name === full || one.name.startsWith(`${full} #`)).length;
    tests.push({
      name: seen === 0 ? full : `${full} #${seen + 1}`,
      run: () => body(...(values as never[])),
    });
  };
  const it = Object.assign(
    (name: string, second: Options | Body, third?: Body | number) => add(name, second, third),
    {
      each:
        (cases: readonly unknown[]) =>
        (name: string, second: Options | Body, third?: Body | number): void => {
          for (const one of cases) add(name, second, third, Array.isArray(one) ? one : [one]);
        },
    },
  );
  const describe = (name: string, second: Options | Body, third?: Body): void => {
    const [options, body] = typeof second === "function" ? [{}, second] : [second, third as Body];
    if (options.tags === "simulation") return;
    path.push(name);
    body();
    path.pop();
  };
  const beforeAll = (): never => {
    throw new Error("beforeAll is known to simulations only");
  };
  return { tests, vitest: { describe, it, expect, beforeAll } };
}
