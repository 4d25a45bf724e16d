import { MidspanError } from "../../errors.ts";

type Check = (answer: string) => boolean;

interface RuleForm {
  readonly form: string;
  readonly pattern: RegExp;
  check(value: string): Check;
}

const FLAGS = /^\/(.*)\/([imsu]*)$/s;

/** What an answer can be held against, without a judge. Every text is compared as it stands, case included. */
const FORMS: readonly RuleForm[] = [
  { form: "json", pattern: /^json$/, check: () => isJson },
  { form: "upper-case", pattern: /^upper-case$/, check: () => isUpper },
  {
    form: "lower-case",
    pattern: /^lower-case$/,
    check: () => (a) => a === a.toLowerCase() && /\p{L}/u.test(a),
  },
  { form: "one-line", pattern: /^one-line$/, check: () => (a) => a !== "" && !a.includes("\n") },
  { form: "is:TEXT", pattern: /^is:(.+)$/s, check: (value) => (a) => bare(a) === bare(value) },
  { form: "contains:TEXT", pattern: /^contains:(.+)$/s, check: (value) => (a) => a.includes(value) },
  { form: "lacks:TEXT", pattern: /^lacks:(.+)$/s, check: (value) => (a) => a !== "" && !a.includes(value) },
  { form: "starts:TEXT", pattern: /^starts:(.+)$/s, check: (value) => (a) => a.startsWith(value) },
  { form: "ends:TEXT", pattern: /^ends:(.+)$/s, check: (value) => (a) => a.endsWith(value) },
  {
    form: "max-words:N",
    pattern: /^max-words:(\d+)$/,
    check: (value) => (a) => a !== "" && wordsOf(a) <= Number(value),
  },
  { form: "lines:N", pattern: /^lines:(\d+)$/, check: (value) => (a) => linesOf(a) === Number(value) },
  { form: "matches:/PATTERN/flags", pattern: /^matches:(\/.*\/[imsu]*)$/s, check: patternOf },
];

/** One line for a message. */
export const ruleForms: string = FORMS.map(({ form }) => form).join(", ");

/** The check of a rule such as "contains:Paris". Throws `input-file` where there is no such rule. */
export function ruleCheck(rule: string): Check {
  for (const { pattern, check } of FORMS) {
    const match = pattern.exec(rule);
    if (match !== null) return check(match[1] ?? "");
  }
  throw new MidspanError("input-file", `no such rule; one of ${ruleForms}: ${rule}`);
}

/** Whether an answer keeps every rule; white space around it is no part of it. */
export function keepsRules(answer: string, rules: readonly string[]): boolean {
  return rules.every((rule) => ruleCheck(rule)(answer.trim()));
}

function isJson(answer: string): boolean {
  // Chat models put a fence around JSON whether or not they are asked for it.
  const inner = /^```(?:json)?\s*([\s\S]*?)\s*```$/.exec(answer)?.[1] ?? answer;
  if (!/^[{[]/.test(inner)) return false;
  try {
    JSON.parse(inner);
    return true;
  } catch {
    return false;
  }
}

function isUpper(answer: string): boolean {
  return answer === answer.toUpperCase() && /\p{L}/u.test(answer);
}

function bare(text: string): string {
  return text.trim().replace(/[.!]$/, "");
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

function linesOf(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}

function patternOf(value: string): Check {
  const [, source = "", flags = ""] = FLAGS.exec(value) ?? [];
  try {
    const pattern = new RegExp(source, flags);
    return (answer) => pattern.test(answer);
  } catch (cause) {
    throw new MidspanError("input-file", `the rule's pattern is not one; a regular expression: ${value}`, {
      cause,
    });
  }
}
