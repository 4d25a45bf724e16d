import { MidspanError } from "../errors.ts";

/** An error as data: classes do not survive the way between threads. */
export type PlainError = Pick<MidspanError, "code" | "message" | "cure" | "retryable">;

export function toPlain(error: unknown): PlainError {
  if (error instanceof MidspanError)
    return { code: error.code, message: error.message, cure: error.cure, retryable: error.retryable };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, cure: undefined, retryable: false };
}

export function fromPlain({ code, message, cure, retryable }: PlainError): MidspanError {
  return new MidspanError(code, message, { retryable, ...(cure === undefined ? {} : { cure }) });
}
