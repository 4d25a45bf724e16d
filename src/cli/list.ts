import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { printResult } from "./console.ts";
import { entryText } from "./entry-text.ts";
import { terminalWidth } from "./terminal-width.ts";

type Entry = Readonly<Record<string, string>>;

/** `midspan list WHAT`: a registry as a table. */
export async function list(what: string, flags: { readonly json?: boolean }): Promise<void> {
  const entries = LISTS[what];
  if (entries === undefined) {
    const words = Object.keys(LISTS);
    const near = nearest(what, words);
    throw new MidspanError("unknown-name", `no such list; one of ${words.join(", ")}: ${what}`, {
      ...(near === undefined ? {} : { cure: `Did you mean ${near}?` }),
    });
  }
  const rows = await entries();
  if (flags.json) return printResult(JSON.stringify(rows, null, 2));
  printResult(entryText(rows, terminalWidth()));
}

const LISTS: Readonly<Record<string, () => Promise<readonly Entry[]>>> = {
  tasks: async () => {
    const { tasks } = await import("../tasks/index.ts");
    return tasks.map(({ name, version, summary, factors, paper }) => ({
      name,
      version: String(version),
      summary,
      factors: Object.entries(factors)
        .map(([factor, value]) => `${factor}=${value}`)
        .join(" "),
      paper,
    }));
  },
  models: async () => {
    const { adapters } = await import("../models/index.ts");
    return adapters.map(({ name, summary, examples }) => ({ name, summary, examples: examples.join(" ") }));
  },
  haystacks: async () => {
    const { haystacks } = await import("../haystack/index.ts");
    return haystacks.map(({ name, version }) => ({ name, version }));
  },
  needles: async () => {
    const { needleSources } = await import("../haystack/index.ts");
    return [
      ...needleSources.map(({ name, version, summary = "" }) => ({ name, version, facts: summary })),
      {
        name: "a path",
        version: "its hash",
        facts:
          "yours, from .yaml, .json, .jsonl or .csv with text, question, answers; or published rows " +
          "(question, answers, ctxs for multi-document-qa; ordered_kv_records for kv-retrieval), also .gz",
      },
    ];
  },
  orders: async () => {
    const { orders } = await import("../rag/orders.ts");
    return orders.map(({ name, summary, source }) => ({ name, summary, source }));
  },
  analyses: async () => {
    const { analyses } = await import("../analysis/index.ts");
    const { CLAIMS } = await import("../analysis/claims.ts");
    return [...analyses, CLAIMS].map(({ name, question }) => ({ name, question }));
  },
  formats: async () => {
    const { importers } = await import("../importers/index.ts");
    return importers.map(({ name, summary, stands, paper }) => ({
      name,
      rows: summary,
      score: stands,
      paper,
    }));
  },
  charts: async () => {
    const { charts } = await import("../charts/index.ts");
    return charts.map(({ name }) => ({ name }));
  },
};
