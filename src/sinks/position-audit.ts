import type { Message } from "../types.ts";
import type { AuditedTokenizer } from "./audited/audited-tokenizer.ts";
import type { EncodingWay } from "./encoding-way.ts";
import { encodingWays } from "./encoding-way.ts";
import { type FirstInstruction, firstInstruction } from "./first-instruction.ts";
import { leadingBos, type PositionZero, positionZero } from "./position-zero.ts";
import { openingDelimiters } from "./template-delimiters.ts";

/** Which of the texts the prompt holds. */
export type PromptTexts = "system" | "user" | "both";

/** The texts whose first tokens are looked at. */
export interface AuditedPrompt {
  readonly system: string;
  readonly user: string;
  /** The first instruction word for word; absent = it is recognised, see `first-instruction.ts`. */
  readonly instruction?: string;
}

/**
 * `double`: two BOS or more. `missing`: none, though the model's tokenizer or template puts one elsewhere.
 * `none-by-design`: neither ever puts one.
 */
export type BosVerdict = "ok" | "double" | "missing" | "none-by-design";

/** The beginning of one prompt by one way of encoding. Indices are positions in the prompt, from 0. */
export interface PositionAudit {
  readonly tokenizer: string;
  readonly way: EncodingWay;
  readonly texts: PromptTexts;
  /** Of the whole prompt. */
  readonly tokens: number;
  /** At most five. */
  readonly opening: readonly { readonly id: number; readonly piece: string }[];
  readonly positionZero: PositionZero;
  readonly leadingBos: number;
  readonly verdict: BosVerdict;
  /** First token that the given texts decide, and the first that the user's text does. Absent = none. */
  readonly firstText?: number;
  readonly firstUser?: number;
  readonly instruction?: {
    readonly index: number;
    readonly text: "system" | "user";
    readonly by: FirstInstruction["by"];
    /** Nothing of the given texts stands before it. */
    readonly direct: boolean;
  };
  /** Markers of the template before the first given text, the BOS left out. */
  readonly delimiters: readonly string[];
  readonly aboveWindow: boolean;
}

/** A way that cannot be gone: the template is missing, or refuses these messages. */
export interface WayNotPossible {
  readonly tokenizer: string;
  readonly way: EncodingWay;
  readonly texts: PromptTexts;
  readonly reason: string;
}

/** What stands at position 0, for one tokenizer. */
export interface TokenizerAudit {
  readonly tokenizer: string;
  readonly bos?: { readonly id: number; readonly piece: string };
  readonly eos?: { readonly id: number; readonly piece: string };
  /** The tokenizer itself puts a BOS in front; the template writes one. Undefined = it has no template. */
  readonly addsBos: boolean;
  readonly templateWritesBos?: boolean;
  readonly window?: number;
  readonly audits: readonly PositionAudit[];
  readonly notPossible: readonly WayNotPossible[];
  readonly notes: readonly string[];
}

const ALL_TEXTS: readonly PromptTexts[] = ["system", "user", "both"];

/** Texts whose first tokens differ: where they part from the prompt, its text begins. */
const PROBES = ["a", "Z", "7", "#"];

/**
 * What stands first in a prompt: every way of encoding it, for the system's text, the user's, and both.
 *
 * @example
 * ```ts
 * const tokenizer = await openAuditedTokenizer("cl100k_base");
 * const { audits } = await auditPosition(tokenizer, { system: "Be kind.", user: "Answer in JSON." });
 * ```
 */
export async function auditPosition(
  tokenizer: AuditedTokenizer,
  prompt: AuditedPrompt,
): Promise<TokenizerAudit> {
  const addsBos = leadingBos(await tokenizer.encode("a", true), tokenizer) > 0;
  const templateWritesBos = await writesBos(tokenizer);
  const designed = addsBos || templateWritesBos === true;
  const audits: PositionAudit[] = [];
  const notPossible: WayNotPossible[] = [];
  for (const texts of ALL_TEXTS)
    for (const { way } of encodingWays) {
      const where = { tokenizer: tokenizer.name, way, texts };
      const found = await auditWay(tokenizer, prompt, way, texts, designed);
      if (typeof found === "string") notPossible.push({ ...where, reason: found });
      else audits.push({ ...where, ...found });
    }
  return {
    tokenizer: tokenizer.name,
    ...(tokenizer.bos === undefined ? {} : { bos: tokenizer.bos }),
    ...(tokenizer.eos === undefined ? {} : { eos: tokenizer.eos }),
    addsBos,
    ...(templateWritesBos === undefined ? {} : { templateWritesBos }),
    ...(tokenizer.window === undefined ? {} : { window: tokenizer.window }),
    audits,
    notPossible,
    notes: tokenizer.notes,
  };
}

async function writesBos(tokenizer: AuditedTokenizer): Promise<boolean | undefined> {
  if (tokenizer.render === undefined) return undefined;
  let text: string;
  try {
    text = await tokenizer.render([{ role: "user", content: "a" }]);
  } catch {
    return undefined; // each way with the template says why
  }
  return leadingBos(await tokenizer.encode(text, false), tokenizer) > 0;
}

type Found = Omit<PositionAudit, "tokenizer" | "way" | "texts">;

/** Or why it cannot be done. */
async function auditWay(
  tokenizer: AuditedTokenizer,
  prompt: AuditedPrompt,
  way: EncodingWay,
  texts: PromptTexts,
  designed: boolean,
): Promise<Found | string> {
  if (tokenizer.unreadable !== undefined) return tokenizer.unreadable;
  const { template = false, special = false } = encodingWays.find((one) => one.way === way) ?? {};
  const { render } = tokenizer;
  if (template && render === undefined) return "there is no chat template";
  const textOf = async (system: string, user: string): Promise<string> => {
    const messages: Message[] = [
      ...(texts === "user" ? [] : [{ role: "system" as const, content: system }]),
      ...(texts === "system" ? [] : [{ role: "user" as const, content: user }]),
    ];
    return template && render !== undefined
      ? render(messages)
      : messages.map(({ content }) => content).join("\n\n");
  };
  let text: string;
  try {
    text = await textOf(prompt.system, prompt.user);
  } catch (error) {
    return `the chat template refuses these messages: ${error instanceof Error ? error.message : String(error)}`;
  }
  const ids = await tokenizer.encode(text, special);
  /** First token that changes with what stands behind `start` characters of a text. */
  const indexOf = async (which: "system" | "user", start: number): Promise<number | undefined> => {
    const found: number[] = [];
    for (const probe of PROBES) {
      const other = prompt[which].slice(0, start) + probe;
      const [system, user] = which === "system" ? [other, prompt.user] : [prompt.system, other];
      const at = partsAt(ids, await tokenizer.encode(await textOf(system, user), special));
      if (at !== undefined) found.push(at);
    }
    return found.length === 0 ? undefined : Math.min(...found);
  };
  const firstSystem = texts === "user" ? undefined : await indexOf("system", 0);
  const firstUser = texts === "system" ? undefined : await indexOf("user", 0);
  const firstText = Math.min(firstSystem ?? Number.POSITIVE_INFINITY, firstUser ?? Number.POSITIVE_INFINITY);
  const known = Number.isFinite(firstText) ? firstText : undefined;
  const held = (texts === "both" ? ["system", "user"] : [texts]) as readonly ("system" | "user")[];
  const places = held.flatMap((which) => {
    const place = firstInstruction(prompt[which], prompt.instruction);
    return place === undefined ? [] : [{ which, place }];
  });
  const [told] = places;
  const index = told === undefined ? undefined : await indexOf(told.which, told.place.start);
  const count = leadingBos(ids, tokenizer);
  const opening: { id: number; piece: string }[] = [];
  for (const id of ids.slice(0, 5)) opening.push({ id, piece: await tokenizer.piece(id) });
  return {
    tokens: ids.length,
    opening,
    positionZero: positionZero(ids, tokenizer, known, template),
    leadingBos: count,
    verdict: count > 1 ? "double" : count === 1 ? "ok" : designed ? "missing" : "none-by-design",
    ...(known === undefined ? {} : { firstText: known }),
    ...(firstUser === undefined ? {} : { firstUser }),
    ...(told === undefined || index === undefined
      ? {}
      : { instruction: { index, text: told.which, by: told.place.by, direct: index === known } }),
    delimiters: template
      ? openingDelimiters(text, await textOf(PROBES[0] ?? "", PROBES[0] ?? ""), tokenizer.bos?.piece)
      : [],
    aboveWindow: tokenizer.window !== undefined && ids.length > tokenizer.window,
  };
}

/** Index at which two lists of ids part; undefined where they are equal. */
function partsAt(ids: readonly number[], others: readonly number[]): number | undefined {
  const end = Math.max(ids.length, others.length);
  for (let i = 0; i < end; i++) if (ids[i] !== others[i]) return i;
  return undefined;
}
