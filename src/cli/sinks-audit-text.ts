import type { AuditCheck } from "../sinks/audit-check.ts";
import { bosConsequence } from "../sinks/bos-consequence.ts";
import { encodingWays } from "../sinks/encoding-way.ts";
import type { BosVerdict, PositionAudit, TokenizerAudit } from "../sinks/position-audit.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

export interface AuditTextOptions {
  readonly width: number;
  /** Every way with its ids. */
  readonly details: boolean;
  /** The system prompt is a stand-in. */
  readonly standIn: boolean;
}

/** An audit for a terminal. Positions count from 0. */
export function auditText(
  audits: readonly TokenizerAudit[],
  checks: readonly AuditCheck[],
  { width, details, standIn }: AuditTextOptions,
): string {
  const wrap = (text: string): string => wrapText(text, width).join("\n");
  return [
    ...(audits.length > 1 ? [overview(audits), wrap(LEGEND)] : []),
    ...(details ? audits.map((audit) => detailsOf(audit, width)) : []),
    ...audits.flatMap((audit) => notesOf(audit).map(wrap)),
    ...faults(audits).map(wrap),
    ...(standIn
      ? [wrap('The system text is a stand-in ("You are a helpful assistant."); --system gives yours.')]
      : []),
    ...checks.map(({ tokenizer, way, holds, said }) =>
      wrap(`${holds ? "holds" : "FAILS"}  ${plainLine(tokenizer)}, ${wordsOf(way)}: ${said}`),
    ),
  ].join("\n\n");
}

const LEGEND =
  "bare: encoded without special tokens; !: the BOS is missing; 2x: it is doubled; text, instr: index of the user's first token and of the first instruction, as sent (template, bare; else plain)";

/** One line a tokenizer: what stands first by each way, for the user's text alone. */
function overview(audits: readonly TokenizerAudit[]): string {
  const cell = (audit: TokenizerAudit, way: PositionAudit["way"]): string => {
    const found = audit.audits.find((one) => one.way === way && one.texts === "user");
    return found === undefined ? "-" : `${zeroOf(found)}${found.verdict === "missing" ? " !" : ""}`;
  };
  const rows = audits.map((audit) => {
    const sent = sentBy(audit);
    return [
      plainLine(audit.tokenizer.length > 22 ? `…${audit.tokenizer.slice(-21)}` : audit.tokenizer),
      ...encodingWays.map(({ way }) => plainLine(cell(audit, way), 10)),
      indexText(sent?.firstUser),
      indexText(sent?.instruction?.index),
    ];
  });
  return textTable([["position 0, user", "plain", "bare", "template", "t. bare", "text", "instr"], ...rows]);
}

function sentBy(audit: TokenizerAudit): PositionAudit | undefined {
  const way = audit.templateWritesBos === undefined ? "plain" : "template-bare";
  return audit.audits.find((one) => one.way === way && one.texts === "user");
}

function detailsOf(audit: TokenizerAudit, width: number): string {
  const rows = audit.audits.map((one) => [
    one.texts,
    wordsOf(one.way),
    zeroOf(one),
    one.verdict,
    indexText(one.firstUser),
    indexText(one.instruction?.index),
    one.instruction === undefined ? "" : one.instruction.direct ? "yes" : "no",
    String(one.tokens),
  ]);
  const head = ["text", "way", "position 0", "BOS", "user", "instr", "direct", "tokens"];
  const openings = uniqueOpenings(audit.audits).map(
    ({ texts, ways, opening }) => `${texts}, ${ways}: ${opening}`,
  );
  const delimiters = [...new Set(audit.audits.map(({ delimiters: list }) => list.join(" ")))].filter(Boolean);
  const refused = [...new Set(audit.notPossible.map(({ texts, reason }) => `${texts}: ${reason}`))];
  return [
    plainLine(audit.tokenizer, width),
    wrapText(begins(audit), width).join("\n"),
    ...(rows.length === 0 ? [] : ["", textTable([head, ...rows])]),
    ...(openings.length === 0 ? [] : ["", "First five tokens, id and piece:"]),
    ...openings.flatMap((line) => wrapText(line, width - 2).map((text) => `  ${text}`)),
    ...(delimiters.length === 0
      ? []
      : ["", wrapText(`The template opens with: ${delimiters.join(" or ")}`, width).join("\n")]),
    ...refused.map((text) => wrapText(`Not possible: ${text}.`, width).join("\n")),
  ].join("\n");
}

function begins({ bos, eos, addsBos, templateWritesBos, window }: TokenizerAudit): string {
  const template =
    templateWritesBos === undefined
      ? "there is no chat template"
      : `the chat template ${templateWritesBos ? "writes one" : "writes none"}`;
  const token = (name: string, one: TokenizerAudit["bos"]): string =>
    one === undefined ? `no ${name}` : `${name} ${one.piece} = ${one.id}`;
  const adds = addsBos ? "the tokenizer puts a BOS in front" : "the tokenizer puts no BOS in front";
  return `${token("BOS", bos)}, ${token("EOS", eos)}; ${adds}, ${template}; window ${window ?? "not known"}.`;
}

/** Rows that begin alike are told once. */
function uniqueOpenings(
  audits: readonly PositionAudit[],
): readonly { readonly texts: string; readonly ways: string; readonly opening: string }[] {
  return audits.map(({ texts, way, opening }) => ({
    texts,
    ways: wordsOf(way),
    opening: opening.map(({ id, piece }) => `${id} ${plainLine(piece, 24)}`).join(" | "),
  }));
}

/** Doubled and missing BOS, each with what it costs; a window that is passed. */
function faults(audits: readonly TokenizerAudit[]): readonly string[] {
  const all = audits.flatMap((audit) => audit.audits);
  const wrong = (["double", "missing"] as const).flatMap((verdict: BosVerdict) => {
    const hit = all.filter((one) => one.verdict === verdict);
    if (hit.length === 0) return [];
    const where = [...new Set(hit.map(({ tokenizer, way }) => `${plainLine(tokenizer)} (${wordsOf(way)})`))];
    const what = verdict === "double" ? "The BOS is doubled" : "The BOS is missing";
    return [`ERROR  ${what}: ${where.join(", ")}. ${bosConsequence(verdict) ?? ""}`];
  });
  const over = [...new Set(all.filter((one) => one.aboveWindow).map(({ tokenizer }) => tokenizer))];
  const beyond = over.map((tokenizer) => {
    const own = audits.find((audit) => audit.tokenizer === tokenizer);
    const most = Math.max(...(own?.audits.map(({ tokens }) => tokens) ?? []));
    return `ERROR  The prompt is above the window of ${plainLine(tokenizer)}: ${most} of ${own?.window} tokens.`;
  });
  return [...wrong, ...beyond];
}

function notesOf({ tokenizer, notes }: TokenizerAudit): readonly string[] {
  return notes.map((note) => `${plainLine(tokenizer)}: ${note}`);
}

function zeroOf({ positionZero: zero, leadingBos: count, opening }: PositionAudit): string {
  const words =
    zero === "bos"
      ? "BOS"
      : zero === "eos-as-bos"
        ? "EOS"
        : zero === "text"
          ? "text"
          : (opening[0]?.piece ?? zero);
  return count > 1 ? `${count}x ${words}` : words;
}

function wordsOf(way: PositionAudit["way"]): string {
  return encodingWays.find((one) => one.way === way)?.words ?? way;
}

function indexText(index: number | undefined): string {
  return index === undefined ? "-" : String(index);
}
