import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkAudit } from "../../src/sinks/audit-check.ts";
import { openHubTokenizer } from "../../src/sinks/audited/hub-tokenizer.ts";
import {
  type AuditedPrompt,
  auditPosition,
  type PositionAudit,
  type TokenizerAudit,
} from "../../src/sinks/position-audit.ts";
import {
  byPostProcessor,
  doubling,
  eosAsBos,
  type MadeTokenizer,
  madeFolder,
  tokenizerJson,
  withinUser,
  without,
} from "./made-tokenizers.ts";

const PROMPT: AuditedPrompt = { system: "Be kind.", user: "Hello. Answer in JSON." };

async function audited(made: MadeTokenizer, prompt = PROMPT): Promise<TokenizerAudit> {
  return auditPosition(await openHubTokenizer(madeFolder(made)), prompt);
}

function of(
  { audits }: TokenizerAudit,
  way: PositionAudit["way"],
  texts: PositionAudit["texts"] = "user",
): PositionAudit {
  return audits.find((one) => one.way === way && one.texts === texts) as PositionAudit;
}

describe("a tokenizer whose template writes the BOS that its post-processor adds", () => {
  it("doubles it by template and special tokens, and is right by the two usual ways", async () => {
    const audit = await audited(doubling);
    expect(audit).toMatchObject({ addsBos: true, templateWritesBos: true, bos: { id: 0, piece: "<s>" } });
    expect(of(audit, "plain")).toMatchObject({
      positionZero: "bos",
      leadingBos: 1,
      verdict: "ok",
      firstUser: 1,
    });
    expect(of(audit, "plain-bare")).toMatchObject({
      positionZero: "text",
      leadingBos: 0,
      verdict: "missing",
    });
    expect(of(audit, "template")).toMatchObject({ leadingBos: 2, verdict: "double", firstUser: 3 });
    expect(of(audit, "template-bare")).toMatchObject({ leadingBos: 1, verdict: "ok", firstUser: 2 });
  });

  it("tells ids, pieces and delimiters, and where the first instruction begins", async () => {
    const audit = await audited(doubling);
    const { opening, delimiters, instruction, tokens } = of(audit, "template-bare");
    expect(opening.map(({ piece }) => piece)).toEqual(["<s>", "<|user|>", "H", "e", "l"]);
    expect(opening.slice(0, 2).map(({ id }) => id)).toEqual([0, 3]);
    expect(delimiters).toEqual(["<|user|>"]);
    // One token a byte: "Hello. " is seven, behind <s> and <|user|>.
    expect(instruction).toEqual({ index: 9, text: "user", by: "imperative", direct: false });
    expect(tokens).toBe(2 + PROMPT.user.length + 2);
  });

  it("takes the system's instruction first where there are both, and it follows directly", async () => {
    const audit = await audited(doubling);
    const both = of(audit, "template-bare", "both");
    expect(both.instruction).toBeUndefined === undefined;
    const told = await audited(doubling, { system: "Answer briefly.", user: "Hi." });
    expect(of(told, "template-bare", "both").instruction).toEqual({
      index: 2,
      text: "system",
      by: "imperative",
      direct: true,
    });
    expect(of(told, "template-bare", "both").firstUser).toBe(2 + "Answer briefly.".length + 2);
    expect(of(told, "plain", "system").firstUser).toBeUndefined();
  });

  it("takes an instruction that is named word for word", async () => {
    const audit = await audited(doubling, { ...PROMPT, instruction: "in JSON" });
    expect(of(audit, "plain").instruction).toMatchObject({ index: 1 + "Hello. Answer ".length, by: "given" });
  });
});

describe("other designs", () => {
  it("misses the BOS where only the post-processor has it and the template is encoded bare", async () => {
    const audit = await audited(byPostProcessor);
    expect(audit).toMatchObject({ addsBos: true, templateWritesBos: false });
    expect(of(audit, "template")).toMatchObject({ verdict: "ok", positionZero: "bos" });
    expect(of(audit, "template-bare")).toMatchObject({ verdict: "missing", positionZero: "delimiter" });
  });

  it("has none by design where neither puts one", async () => {
    const audit = await audited(without);
    expect(audit.bos).toBeUndefined();
    expect(audit.audits.map(({ verdict }) => verdict)).toEqual(Array(12).fill("none-by-design"));
    expect(of(audit, "template-bare")).toMatchObject({ positionZero: "delimiter", firstUser: 1 });
    expect(of(audit, "plain")).toMatchObject({ positionZero: "text", firstUser: 0 });
  });

  it("tells an EOS that serves as BOS from a BOS, and audits plain encodings without a template", async () => {
    const audit = await audited(eosAsBos);
    expect(of(audit, "plain")).toMatchObject({ positionZero: "eos-as-bos", leadingBos: 1, verdict: "ok" });
    expect(of(audit, "plain-bare")).toMatchObject({ positionZero: "text", verdict: "missing" });
    expect(audit.templateWritesBos).toBeUndefined();
    expect(audit.notPossible).toHaveLength(6);
    expect(audit.notPossible[0]?.reason).toBe("there is no chat template");
  });

  it("finds texts within a turn of plain markers, and says what a template refuses", async () => {
    const audit = await audited(withinUser);
    const both = of(audit, "template-bare", "both");
    expect(both.delimiters).toEqual(["[INST]", "<<SYS>>"]);
    const before = "[INST] <<SYS>>\n".length;
    expect(both).toMatchObject({ firstText: 1 + before, positionZero: "bos", leadingBos: 1 });
    expect(both.firstUser).toBe(1 + before + PROMPT.system.length + "\n<</SYS>>\n\n".length);
    const refused = audit.notPossible.filter(({ texts }) => texts === "system");
    expect(refused.map(({ way }) => way)).toEqual(["template", "template-bare"]);
    expect(refused[0]?.reason).toMatch(/a user turn is needed/);
  });

  it("takes a chat template from a file beside the tokenizer", async () => {
    const { template = "", ...bare } = doubling;
    const folder = madeFolder(bare);
    writeFileSync(join(folder, "chat_template.jinja"), template);
    const audit = await auditPosition(await openHubTokenizer(folder), PROMPT);
    expect(of(audit, "template")).toMatchObject({ leadingBos: 2, verdict: "double" });
  });

  it("flags a prompt above the window", async () => {
    const audit = await audited({ ...doubling, config: { model_max_length: 20 } });
    expect(audit.window).toBe(20);
    expect(of(audit, "plain").aboveWindow).toBe(true);
    expect(of(audit, "plain", "system").aboveWindow).toBe(false);
  });

  it("reads a tokenizer.json by itself: its opening special token is its BOS", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "midspan-audited-")), "lone.json");
    writeFileSync(file, JSON.stringify(tokenizerJson(doubling)));
    const audit = await auditPosition(await openHubTokenizer(file), PROMPT);
    expect(audit.bos).toEqual({ id: 0, piece: "<s>" });
    expect(of(audit, "plain").verdict).toBe("ok");
    expect(audit.notes[0]).toMatch(/no tokenizer_config.json/);
  });
});

describe("checks", () => {
  it("hold what is sent by the usual way against the expectation", async () => {
    const audit = await audited(doubling);
    expect(checkAudit(audit, { texts: "user", positionZero: "bos" })).toMatchObject([
      { way: "template-bare", holds: true },
    ]);
    expect(checkAudit(audit, { texts: "user", positionZero: "bos", ways: ["template"] })).toMatchObject([
      { holds: false, said: "Position 0 is bos, 2 times; expected bos." },
    ]);
    expect(checkAudit(audit, { texts: "user", within: 10 })).toMatchObject([{ holds: true }]);
    expect(checkAudit(audit, { texts: "user", within: 9 })).toMatchObject([{ holds: false }]);
    expect(checkAudit(audit, { texts: "user" })).toEqual([]);
  });

  it("do not hold where a way cannot be gone or no instruction is known", async () => {
    const plain = await audited(eosAsBos, { system: "Hm.", user: "Hm." });
    expect(checkAudit(plain, { texts: "user", positionZero: "bos", ways: ["template"] })[0]?.holds).toBe(
      false,
    );
    expect(checkAudit(plain, { texts: "user", within: 5 })[0]).toMatchObject({ way: "plain", holds: false });
  });
});
