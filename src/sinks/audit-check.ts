import type { EncodingWay } from "./encoding-way.ts";
import type { PositionAudit, PromptTexts, TokenizerAudit } from "./position-audit.ts";
import type { PositionZero } from "./position-zero.ts";

/** What must hold of a prompt, for continuous integration. */
export interface AuditExpectation {
  readonly texts: PromptTexts;
  /** Absent = what is sent by Hugging Face's rule: a template encoded without special tokens, else plain. */
  readonly ways?: readonly EncodingWay[] | undefined;
  readonly positionZero?: PositionZero;
  /** The first instruction begins at an index below this. */
  readonly within?: number;
}

export interface AuditCheck {
  readonly tokenizer: string;
  readonly way: EncodingWay;
  readonly holds: boolean;
  /** A plain sentence. */
  readonly said: string;
}

/** Holds one tokenizer's audit against what is expected; a way that cannot be gone does not hold. */
export function checkAudit(audit: TokenizerAudit, expected: AuditExpectation): readonly AuditCheck[] {
  const { positionZero, within } = expected;
  if (positionZero === undefined && within === undefined) return [];
  const usual: EncodingWay = audit.templateWritesBos === undefined ? "plain" : "template-bare";
  return (expected.ways ?? [usual]).flatMap((way): AuditCheck[] => {
    const where = { tokenizer: audit.tokenizer, way };
    const found = audit.audits.find((one) => one.way === way && one.texts === expected.texts);
    if (found === undefined) {
      const none = audit.notPossible.find((one) => one.way === way && one.texts === expected.texts);
      return [{ ...where, holds: false, said: `Nothing to hold against: ${none?.reason ?? "not audited"}.` }];
    }
    return [
      ...(positionZero === undefined ? [] : [{ ...where, ...zeroCheck(found, positionZero) }]),
      ...(within === undefined ? [] : [{ ...where, ...instructionCheck(found, within) }]),
    ];
  });
}

type Checked = Pick<AuditCheck, "holds" | "said">;

function zeroCheck(found: PositionAudit, expected: PositionZero): Checked {
  const doubled = found.leadingBos > 1;
  const holds = found.positionZero === expected && !doubled;
  return {
    holds,
    said: `Position 0 is ${found.positionZero}${doubled ? `, ${found.leadingBos} times` : ""}; expected ${expected}.`,
  };
}

function instructionCheck({ instruction }: PositionAudit, within: number): Checked {
  if (instruction === undefined)
    return { holds: false, said: "No instruction is recognised; name it with --instruction." };
  return {
    holds: instruction.index < within,
    said: `The first instruction begins at index ${instruction.index}; expected below ${within}.`,
  };
}
