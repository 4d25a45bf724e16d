/** Accepted answers as published data hold them: one string, or a list of strings. */
export type Accepted = string | readonly string[];

/** The accepted answers as a list. */
export function acceptedList(accepted: Accepted): readonly string[] {
  return typeof accepted === "string" ? [accepted] : accepted;
}
