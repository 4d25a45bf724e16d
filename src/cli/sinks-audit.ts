import { MidspanError } from "../errors.ts";
import { type AuditCheck, checkAudit } from "../sinks/audit-check.ts";
import { openAuditedTokenizer } from "../sinks/audited/index.ts";
import { type EncodingWay, encodingWays } from "../sinks/encoding-way.ts";
import {
  type AuditedPrompt,
  auditPosition,
  type PromptTexts,
  type TokenizerAudit,
} from "../sinks/position-audit.ts";
import type { PositionZero } from "../sinks/position-zero.ts";
import { printResult, printText } from "./console.ts";
import { EXIT } from "./exit-codes.ts";
import { wholeNumber } from "./numbers.ts";
import { auditText } from "./sinks-audit-text.ts";
import { terminalWidth } from "./terminal-width.ts";
import { textArgument } from "./text-argument.ts";

export interface SinksAuditFlags {
  readonly tokenizer: readonly string[];
  readonly system?: string;
  readonly instruction?: string;
  readonly way?: readonly string[];
  readonly texts: string;
  readonly expect?: string;
  readonly firstInstructionWithin?: string;
  readonly details?: boolean;
  readonly json?: boolean;
}

/** Stands for a system prompt where none is given. */
const SYSTEM = "You are a helpful assistant.";
const TEXTS: readonly PromptTexts[] = ["system", "user", "both"];
const ZEROS: readonly PositionZero[] = ["bos", "eos-as-bos", "special", "delimiter", "text"];

/** `midspan sinks audit PROMPT`: exit 1 where an expectation does not hold. */
export async function sinksAudit(given: string, flags: SinksAuditFlags): Promise<void> {
  const user = textArgument("the prompt", given);
  const system = flags.system === undefined ? SYSTEM : textArgument("--system", flags.system);
  const { instruction } = flags;
  if (instruction !== undefined && (instruction.trim() === "" || !`${system}\n${user}`.includes(instruction)))
    throw new MidspanError("usage", `--instruction is not in the prompt; its own words: ${instruction}`);
  const prompt: AuditedPrompt = { system, user, ...(instruction === undefined ? {} : { instruction }) };
  const expected = {
    texts: oneOf("--texts", flags.texts, TEXTS),
    ways: flags.way?.map((way) =>
      oneOf(
        "--way",
        way,
        encodingWays.map((one): EncodingWay => one.way),
      ),
    ),
    ...(flags.expect === undefined ? {} : { positionZero: oneOf("--expect", flags.expect, ZEROS) }),
    ...(flags.firstInstructionWithin === undefined ? {} : { within: withinOf(flags.firstInstructionWithin) }),
  };
  const audits: TokenizerAudit[] = [];
  for (const spec of new Set(flags.tokenizer)) audits.push(await auditOne(spec, prompt));
  const checks = audits.flatMap((audit): readonly AuditCheck[] => checkAudit(audit, expected));
  if (checks.some(({ holds }) => !holds)) process.exitCode = EXIT.checkFailed;
  if (flags.json) {
    const standIn = flags.system === undefined;
    printResult(JSON.stringify({ schema: 1, prompt, systemIsStandIn: standIn, audits, checks }, null, 2));
    return;
  }
  const width = terminalWidth(100, 60);
  const details = flags.details === true || audits.length === 1;
  printText(auditText(audits, checks, { width, details, standIn: flags.system === undefined }));
}

async function auditOne(spec: string, prompt: AuditedPrompt): Promise<TokenizerAudit> {
  const tokenizer = await openAuditedTokenizer(spec);
  try {
    return await auditPosition(tokenizer, prompt);
  } finally {
    await tokenizer.close();
  }
}

function withinOf(text: string): number {
  const within = wholeNumber("--first-instruction-within", text);
  if (within < 1)
    throw new MidspanError("usage", `--first-instruction-within is not usable; 1 or more tokens: ${text}`);
  return within;
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new MidspanError("usage", `${option} is not known; one of ${allowed.join(", ")}: ${value}`);
  return found;
}
