import { readdirSync } from "node:fs";
import { INSTRUMENTER_CONSTANTS, type MutantCoverage } from "@stryker-mutator/api/core";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from "@stryker-mutator/api/test-runner";
import { bundle, type Load } from "./bundle.ts";
import type { Test } from "./suite.ts";

/** What Stryker's instrumented code reads and writes. */
interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: MutantCoverage;
}

const ROOM = process.env.MUTATED_ROOM ?? "stats";

/**
 * A test runner for Stryker that loads a room's tests once and runs them in its own process: a mutant costs the tests
 * that reach it and not, as with a runner that starts afresh, a second before the first of them. The quickest tests
 * come first. A failure counts only where the same test passes again without the mutant; where a mutant left something
 * behind, the tests are evaluated anew and asked again.
 */
export function createInProcessRunner(): TestRunner {
  const board: Switchboard = {};
  (globalThis as Record<string, unknown>)[INSTRUMENTER_CONSTANTS.NAMESPACE] = board;
  const files = readdirSync(`test/${ROOM}`)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${ROOM}/${name}`);
  const loads = new Map<string, Load>();
  const tests = new Map<string, Test>();
  const fileOf = new Map<string, string>();
  const took = new Map<string, number>();
  /** Files that are loaded with the mutant that is tried. */
  const mutated = new Set<string>();

  let mutatedFile: string | undefined;
  const loadAll = async (source?: string): Promise<void> => {
    mutatedFile = source;
    tests.clear();
    for (const file of files) loads.set(file, await bundle(file, source));
    for (const file of files) evaluate(file);
  };
  const evaluate = (file: string): void => {
    for (const test of loads.get(file)?.() ?? []) {
      const id = `${file}: ${test.name}`;
      tests.set(id, test);
      fileOf.set(id, file);
    }
  };
  /** What went wrong, if anything did. */
  const failureOf = async (id: string, mutant: string | undefined): Promise<string | undefined> => {
    const test = tests.get(id);
    if (test === undefined) throw new Error(`no such test: ${id}`);
    board.activeMutant = mutant;
    const start = performance.now();
    try {
      await test.run();
    } catch (error) {
      return String(error);
    } finally {
      board.activeMutant = undefined;
    }
    took.set(id, performance.now() - start);
    return undefined;
  };
  const failsBy = async (id: string, options: MutantRunOptions): Promise<string | undefined> => {
    const failure = await failureOf(id, options.activeMutant.id);
    if (failure === undefined || overLimit(options)) return failure;
    if ((await failureOf(id, undefined)) === undefined) return failure;
    evaluate(fileOf.get(id) as string);
    const again = await failureOf(id, options.activeMutant.id);
    evaluate(fileOf.get(id) as string);
    const clean = await failureOf(id, undefined);
    if (clean !== undefined) throw new Error(`fails without any mutant: ${id}: ${clean}`);
    return again;
  };
  /** A mutant of what is worked out as files are loaded: each is loaded once with it, and all again without it. */
  const failsByLoad = (id: string, options: MutantRunOptions): Promise<string | undefined> => {
    const file = fileOf.get(id) as string;
    if (!mutated.has(file)) {
      mutated.add(file);
      board.activeMutant = options.activeMutant.id;
      try {
        evaluate(file);
      } catch (error) {
        return Promise.resolve(String(error));
      } finally {
        board.activeMutant = undefined;
      }
    }
    return failureOf(id, options.activeMutant.id);
  };
  const overLimit = ({ hitLimit }: MutantRunOptions) => determineHitLimitReached(board.hitCount, hitLimit);

  return {
    capabilities: () => ({ reloadEnvironment: true }),

    async dryRun(): Promise<DryRunResult> {
      await loadAll();
      const results: TestResult[] = [];
      for (const id of tests.keys()) {
        board.currentTestId = id;
        const failure = await failureOf(id, undefined);
        board.currentTestId = undefined;
        const told = { id, name: id, timeSpentMs: took.get(id) ?? 0 };
        results.push(
          failure === undefined
            ? { ...told, status: TestStatus.Success }
            : { ...told, status: TestStatus.Failed, failureMessage: failure },
        );
      }
      const mutantCoverage = board.mutantCoverage ?? { static: {}, perTest: {} };
      return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
    },

    async mutantRun(options): Promise<MutantRunResult> {
      if (mutatedFile !== options.sandboxFileName) await loadAll(options.sandboxFileName);
      for (const file of mutated) evaluate(file);
      mutated.clear();
      board.hitCount = 0;
      board.hitLimit = options.hitLimit;
      const duration = (id: string): number => took.get(id) ?? 0;
      const asked = [...(options.testFilter ?? tests.keys())].sort((a, b) => duration(a) - duration(b));
      const fails = options.mutantActivation === "static" ? failsByLoad : failsBy;
      let nrOfTests = 0;
      for (const id of asked) {
        nrOfTests++;
        const failureMessage = await fails(id, options);
        const over = overLimit(options);
        if (over) return { status: MutantRunStatus.Timeout, ...(over.reason ? { reason: over.reason } : {}) };
        if (failureMessage !== undefined)
          return { status: MutantRunStatus.Killed, killedBy: [id], failureMessage, nrOfTests };
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    },
  };
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "in-process", createInProcessRunner),
];
