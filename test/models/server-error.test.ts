import { describe, expect, it } from "vitest";
import { errorOfResponse } from "../../src/models/http-errors.ts";
import { readServerError } from "../../src/models/server-error.ts";
import { googleGenerate } from "./servers/google-generate.ts";
import { openaiResponses } from "./servers/openai-responses.ts";

const none = new Headers();

describe("readServerError", () => {
  it.each([
    ['{"error":{"message":"m","type":"t","code":"c"}}', "m", ["t", "c"]],
    ['{"error":{"message":"m","code":429,"status":"RESOURCE_EXHAUSTED"}}', "m", ["RESOURCE_EXHAUSTED"]],
    ['[{"error":{"message":"m","status":"INTERNAL"}}]', "m", ["INTERNAL"]],
    ['{"type":"error","error":{"type":"overloaded_error","message":"m"}}', "m", ["overloaded_error"]],
    ['{"error":"m"}', "m", []],
    ['{"message":"m"}', "m", []],
    ['{"detail":"m"}', "m", []],
    ['{"error":{"message":"{\\"error\\":{\\"message\\":\\"inner\\",\\"type\\":\\"t\\"}}"}}', "inner", ["t"]],
    ["not JSON", "not JSON", []],
    ["null", "null", []],
    ["", "", []],
    [" <html>", "a page of HTML", []],
  ])("reads %s", (body, message, names) => {
    expect(readServerError(body)).toEqual({ message, names });
  });
});

describe("errorOfResponse", () => {
  it("takes Google's limit per minute for one, and waits as its details say", () => {
    const { status, body } = googleGenerate.refuse("rate-limit");
    const error = errorOfResponse({ status, headers: none }, body, []);
    expect(error).toMatchObject({ code: "rate-limited", retryable: true, retryAfterMs: 28_000 });
  });

  it("goes by the header where there is one too", () => {
    const { status, body } = googleGenerate.refuse("rate-limit");
    const headers = new Headers({ "retry-after": "3" });
    expect(errorOfResponse({ status, headers }, body, [])).toMatchObject({ retryAfterMs: 3000 });
  });

  it("takes the same words for a spent quota where the day's is meant or nothing is said", () => {
    const { status, body } = googleGenerate.refuse("quota");
    const day = errorOfResponse({ status, headers: none }, body, []);
    expect(day).toMatchObject({ code: "quota-exhausted", retryable: false });
    const plain =
      '{"error":{"code":429,"message":"You exceeded your current quota, please check your plan."}}';
    const error = errorOfResponse({ status: 429, headers: none }, plain, []);
    expect(error).toMatchObject({ code: "quota-exhausted", retryable: false });
  });

  it("is not misled by advice to pay", () => {
    const { status, body } = openaiResponses.refuse("rate-limit");
    expect(body).toContain("billing");
    expect(errorOfResponse({ status, headers: none }, body, [])).toMatchObject({ code: "rate-limited" });
  });
});
