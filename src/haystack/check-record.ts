import type { z } from "zod";
import type { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { refuseRecord, type UserRecord } from "./user-record.ts";

/** A record as its schema has it. Throws `input-file` with file, line, field, rule and value. */
export function checkRecord<T>(record: UserRecord, schema: z.ZodType<T>, fields: readonly string[] = []): T {
  const parsed = schema.safeParse(record.value);
  if (parsed.success) return parsed.data;
  throw refusalOf(record, furthest(parsed.error.issues), fields);
}

function refusalOf(record: UserRecord, issue: z.core.$ZodIssue, fields: readonly string[]): MidspanError {
  const value = valueAt(record.value, issue.path);
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const near = nearest(key, fields);
    const path = [...issue.path, key];
    const known = issue.path.length === 0 ? `; one of ${fields.join(", ")}` : "";
    const cure = near === undefined ? undefined : `Did you mean ${near}?`;
    return refuseRecord(record, path, `unknown field${known}`, key, cure);
  }
  if (value === undefined) return refuseRecord(record, issue.path, "must be given", value);
  if (issue.code === "too_small") return refuseRecord(record, issue.path, "must not be empty", value);
  const cure = typeof value === "number" ? "Write it in quotation marks." : undefined;
  return refuseRecord(record, issue.path, ruleOf(issue), value, cure);
}

function ruleOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" ? `must be of type ${issue.expected}` : issue.message;
}

/** A union's own issue only says "invalid"; the branch that got furthest into the value says what. */
function furthest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const all = issues.flatMap((issue): readonly z.core.$ZodIssue[] => {
    if (issue.code !== "invalid_union") return [issue];
    const inner = issue.errors.flat();
    return inner.length === 0 ? [issue] : [prefixed(furthest(inner), issue.path)];
  });
  return all.reduce((best, issue) => (rank(issue) > rank(best) ? issue : best));
}

/** A name that is misspelt says more than the one that is then missing. */
function rank(issue: z.core.$ZodIssue): number {
  return issue.path.length + (issue.code === "unrecognized_keys" ? 1.5 : 0);
}

function prefixed(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): z.core.$ZodIssue {
  return { ...issue, path: [...path, ...issue.path] };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
