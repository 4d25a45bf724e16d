import { MidspanError } from "../errors.ts";
import type { Answer, RefusedAnswer } from "./importer.ts";
import { shown } from "./row.ts";

/** A record with its fields, as JSON or CSV gave them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Throws `input-file`, the rule and the value: the row is then counted and named. */
export function refuse(name: string, rule: string, value: unknown): never {
  throw new MidspanError("input-file", `${name}; must be ${rule}: ${shown(value)}`);
}

/** What is made, or the rule that it breaks: one answer of many in a row. */
export function unlessRefused(where: string, make: () => Answer): Answer | RefusedAnswer {
  try {
    return make();
  } catch (error) {
    if (error instanceof MidspanError && error.code === "input-file")
      return { rule: `${where}${error.message}` };
    throw error;
  }
}

export function fieldsOf(value: unknown, what = "row"): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(what, "a record", value);
  return value as Fields;
}

/** The first of the names that has a value. Null, and what a spreadsheet or pandas leaves for it, is none. */
export function given(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined || value === null) continue;
    if (typeof value === "string" && /^\s*(?:nan|none|null)?\s*$/i.test(value)) continue;
    return value;
  }
  return undefined;
}

/** Text of an answer, which may be empty; undefined where nothing is recorded. A number is its digits. */
export function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  const name = names.find((one) => Object.hasOwn(fields, one) && fields[one] !== null);
  const value = name === undefined ? undefined : fields[name];
  if (value === undefined || typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A finite number, also written as text; undefined where there is none. */
export function numberOf(fields: Fields, ...names: readonly string[]): number | undefined {
  const value = given(fields, ...names);
  if (value === undefined) return undefined;
  const number =
    typeof value === "string"
      ? Number(
          value
            .trim()
            .replace(/^(\d{1,3}(?:,\d{3})+)$/, (all) => all.replaceAll(",", ""))
            .replace(/%$/, ""),
        )
      : value;
  if (typeof number !== "number" || !Number.isFinite(number)) refuse(String(names[0]), "a number", value);
  return number;
}

/** A number from `low` to `high`. */
export function numberWithin(
  fields: Fields,
  [low, high]: readonly [number, number],
  ...names: readonly string[]
): number {
  const number = numberOf(fields, ...names);
  const rule =
    high === Number.POSITIVE_INFINITY ? `a number, ${low} or more` : `a number from ${low} to ${high}`;
  if (number === undefined || number < low || number > high) refuse(String(names[0]), rule, number);
  return number;
}

/** Yes or no in any of its spellings. */
export function truthOf(fields: Fields, ...names: readonly string[]): boolean | undefined {
  const value = given(fields, ...names);
  if (value === undefined || typeof value === "boolean") return value;
  const word = String(value).trim().toLowerCase().replace(/\.0*$/, "");
  if (["true", "yes", "1", "correct", "pass", "passed"].includes(word)) return true;
  if (["false", "no", "0", "incorrect", "fail", "failed"].includes(word)) return false;
  return refuse(String(names[0]), "true or false", value);
}

/** Accepted answers: a list, one text, or several with a vertical bar between. */
export function answersOf(fields: Fields, ...names: readonly string[]): readonly string[] | undefined {
  // "None" and "nan" may be answers.
  const value = names
    .map((name) => (Object.hasOwn(fields, name) ? fields[name] : null))
    .find((one) => one != null);
  if (value === undefined || value === "") return undefined;
  const list = Array.isArray(value) ? value : typeof value === "string" ? value.split("|") : [value];
  const texts = list.map((one) => String(one).trim()).filter((one) => one !== "");
  return texts.length > 0 ? texts : refuse(String(names[0]), "an answer", value);
}
