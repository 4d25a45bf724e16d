import { createHash } from "node:crypto";
import { z } from "zod";
import { MidspanError } from "../../errors.ts";
import { jsonlRecords } from "../../haystack/jsonl-records.ts";
import { readUserFile } from "../../haystack/user-file.ts";
import { yamlRecords } from "../../haystack/yaml-records.ts";
import type { Behaviour } from "../../types.ts";
import { ruleCheck, ruleForms } from "./behaviour-rules.ts";

const text = z.string().refine((value) => value.trim() !== "", "must not be empty");

const ITEM = z.strictObject({
  id: text.optional(),
  kind: text.optional(),
  prompt: text,
  rules: z.array(text).min(1).optional(),
  judge: text.optional(),
  answerTokens: z.coerce.number().int().min(1).max(4096).optional(),
});

export interface OwnItems {
  readonly items: readonly Behaviour[];
  /** Of the file's content. */
  readonly version: string;
}

/**
 * Items of a user's own: `prompt`, `rules` (all must hold) or `judge` (a statement that a judge finds true of a good
 * answer) or both, optionally `id`, `kind`, `answerTokens`, as .jsonl, .yaml or .json. Throws `input-file` with the line.
 */
export function ownItems(path: string): OwnItems {
  const content = readUserFile(path, "items");
  const records = /\.jsonl(\.gz)?$/i.test(path)
    ? jsonlRecords(content, path)
    : yamlRecords(content, path, "items");
  const items = records.map(({ value, lineOf }, seed): Behaviour => {
    const found = ITEM.safeParse(value);
    if (!found.success) {
      const [issue] = found.error.issues;
      const field = issue?.path.map(String) ?? [];
      throw refused(path, lineOf(field), `${field.join(".") || "item"}; ${issue?.message ?? "an item"}`);
    }
    const { id = String(seed + 1), prompt, rules = [], judge, answerTokens = 96 } = found.data;
    const { kind = judge === undefined ? "own" : "judged" } = found.data;
    if (rules.length === 0 && judge === undefined)
      throw refused(path, lineOf([]), "item; rules, or a criterion for a judge: neither");
    for (const rule of rules) {
      try {
        ruleCheck(rule);
      } catch (cause) {
        throw refused(path, lineOf(["rules"]), `rule; one of ${ruleForms}: ${rule}`, cause);
      }
    }
    const criterion = judge === undefined ? {} : { criterion: judge };
    return { id, kind, prompt, rules, ...criterion, seed, answerTokens };
  });
  if (items.length === 0) throw new MidspanError("input-file", `${path}; one item or more: none`);
  const twice = items.find(
    ({ id, kind }, i) => items.findIndex((one) => one.id === id && one.kind === kind) !== i,
  );
  if (twice !== undefined) throw new MidspanError("input-file", `${path}; each id once: ${twice.id}`);
  return { items, version: createHash("sha256").update(content).digest("hex").slice(0, 12) };
}

function refused(path: string, line: number, what: string, cause?: unknown): MidspanError {
  return new MidspanError("input-file", `${path}:${line}: ${what}`, {
    ...(cause === undefined ? {} : { cause }),
    cure: 'An item is {"prompt": "...", "rules": ["contains:..."]}, or "judge": "The answer ..." for a judge; optionally id, kind, answerTokens.',
  });
}
