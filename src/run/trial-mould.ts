import type { Trial } from "../record.ts";

/** The form that lines of one kind share, and what of a line differs. */
export interface TrialMould {
  /** The trial of a line of this form; undefined for any other line, which may be a trial all the same. */
  take(line: string): Trial | undefined;
}

/** What a value that differs must look like, as a group to capture. Stricter than JSON: no exponent, no escape. */
const FORMS = {
  text: '"([^"\\\\\\x00-\\x1f]*)"',
  answer: '"([^"\\\\\\x00-\\x1f]*(?:\\\\[^\\x00-\\x1f][^"\\\\\\x00-\\x1f]*)*)"',
  number: "(-?(?:0|[1-9]\\d{0,14})(?:\\.\\d{1,20})?)",
  share: "(0(?:\\.\\d{1,20})?|1)",
  flag: "(true|false)",
} as const;
type Form = keyof typeof FORMS;

const SPENT = [
  "promptTokens",
  "cachedTokens",
  "cacheWriteTokens",
  "outputTokens",
  "reasoningTokens",
  "prefillMs",
  "totalMs",
] as const;

/**
 * Learns the form of a line from its trial: everything of the line stands as it is, but for what is told apart by
 * trial (id, lengths, depths, counts, times, answer). Undefined where the line is not as `formatTrialLine` writes it.
 */
export function trialMould(line: string, trial: Trial): TrialMould | undefined {
  if (line.includes(ESCAPED_MARK)) return undefined;
  const { pattern, names } = patternOf(trial);
  const take = (other: string): Trial | undefined => {
    const match = pattern.exec(other);
    return match === null ? undefined : fill(trial, match, at);
  };
  const at = placesOf(names);
  try {
    return JSON.stringify(take(line)) === line ? { take } : undefined;
  } catch {
    return undefined;
  }
}

/** Where in a match each value is; a list has several places. */
interface Places {
  readonly id: number;
  readonly startedAt: number;
  readonly promptSha256: number;
  readonly contextLength: number;
  readonly depth: number;
  readonly seed: number;
  readonly tokens: number;
  readonly output: number;
  readonly recall: number;
  readonly decoy: number;
  readonly firstLine: number;
  readonly statedIn: number;
  readonly goldDepths: readonly number[];
  readonly found: readonly number[];
  readonly spent: readonly (readonly [name: (typeof SPENT)[number], at: number])[];
}

function placesOf(names: readonly string[]): Places {
  const at = (name: string): number => names.indexOf(name) + 1;
  const all = (name: string): number[] => names.flatMap((one, i) => (one === name ? [i + 1] : []));
  return {
    id: at("id"),
    startedAt: at("startedAt"),
    promptSha256: at("promptSha256"),
    contextLength: at("contextLength"),
    depth: at("depth"),
    seed: at("seed"),
    tokens: at("tokens"),
    output: at("output"),
    recall: at("recall"),
    decoy: at("decoy"),
    firstLine: at("firstLine"),
    statedIn: at("statedIn"),
    goldDepths: all("goldDepths"),
    found: all("found"),
    spent: SPENT.flatMap((name) => (names.includes(name) ? [[name, at(name)] as const] : [])),
  };
}

/** In front of the name of what differs; a line that holds it is not learned. */
const MARK = "\u0001";
const ESCAPED_MARK = "\\u0001";

/** The line with a mark in place of each value that differs; marks become groups, in the order of the line. */
function patternOf(trial: Trial): { readonly pattern: RegExp; readonly names: readonly string[] } {
  const mark = (form: Form, name: string): string => `${MARK}${form} ${name}`;
  const { cell, actual, score, generation } = trial;
  const marked = {
    ...trial,
    id: mark("text", "id"),
    startedAt: mark("text", "startedAt"),
    promptSha256: mark("text", "promptSha256"),
    ...(trial.output !== undefined && { output: mark("answer", "output") }),
    cell: {
      ...cell,
      contextLength: mark("number", "contextLength"),
      depth: mark("share", "depth"),
      seed: mark("number", "seed"),
    },
    actual: {
      ...actual,
      tokens: mark("number", "tokens"),
      goldDepths: actual.goldDepths.map(() => mark("share", "goldDepths")),
    },
    ...(score && {
      score: {
        ...score,
        ...(score.recall !== undefined && { recall: mark("share", "recall") }),
        ...(score.decoy !== undefined && { decoy: mark("answer", "decoy") }),
        ...(score.firstLine !== undefined && { firstLine: mark("share", "firstLine") }),
        ...(score.statedIn !== undefined && { statedIn: mark("number", "statedIn") }),
        found: score.found.map(() => mark("flag", "found")),
      },
    }),
    ...(generation && {
      generation: {
        ...generation,
        ...Object.fromEntries(
          SPENT.filter((name) => generation[name] !== undefined).map((name) => [name, mark("number", name)]),
        ),
      },
    }),
  };
  const names: string[] = [];
  const literal = JSON.stringify(marked).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const source = literal.replace(/"\\\\u0001(\w+) (\w+)"/g, (_, form: Form, name: string) => {
    names.push(name);
    return FORMS[form];
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Written out, since a record has a million lines. What lines share is one and the same object in all of them. */
function fill(base: Trial, match: RegExpExecArray, at: Places): Trial {
  const number = (place: number): number => Number(match[place]);
  const trial: Writable<Trial> = {
    ...base,
    id: match[at.id] as string,
    startedAt: match[at.startedAt] as string,
    promptSha256: match[at.promptSha256] as string,
    cell: {
      ...base.cell,
      contextLength: number(at.contextLength),
      depth: number(at.depth),
      seed: number(at.seed),
    },
    actual: { ...base.actual, tokens: number(at.tokens), goldDepths: at.goldDepths.map(number) },
  };
  if (at.output > 0) trial.output = unescaped(match[at.output] as string);
  if (base.score !== undefined) {
    const score: Writable<NonNullable<Trial["score"]>> = {
      ...base.score,
      found: at.found.map((place) => match[place] === "true"),
    };
    if (at.recall > 0) score.recall = number(at.recall);
    if (at.decoy > 0) score.decoy = unescaped(match[at.decoy] as string);
    if (at.firstLine > 0) score.firstLine = number(at.firstLine);
    if (at.statedIn > 0) score.statedIn = number(at.statedIn);
    trial.score = score;
  }
  if (base.generation !== undefined) {
    const generation: Writable<NonNullable<Trial["generation"]>> = { ...base.generation };
    for (const [name, place] of at.spent) generation[name] = number(place);
    trial.generation = generation;
  }
  return trial;
}

/** Throws where an escape is none. */
function unescaped(text: string): string {
  return text.includes("\\") ? JSON.parse(`"${text}"`) : text;
}
