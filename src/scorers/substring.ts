import { type Accepted, acceptedList } from "./accepted.ts";

/** Whether an accepted answer stands inside the output, case aside. The field's plainest scorer. */
export function substring(output: string, answers: Accepted): boolean {
  const text = output.toLowerCase();
  return acceptedList(answers).some((answer) => text.includes(answer.toLowerCase()));
}
