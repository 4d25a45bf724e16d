import { MidspanError } from "../errors.ts";

/** More than any answer is; a body above it is not read to its end. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

export function tooLarge(): MidspanError {
  const limit = `${MAX_BODY_BYTES / 1024 / 1024} MiB`;
  return new MidspanError("bad-response", `the answer is too large; at most ${limit}: more`);
}
