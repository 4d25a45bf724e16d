/** Whether an accepted answer stands inside the output, case aside. The field's plainest scorer. */
export function substring(output: string, answers: readonly string[]): boolean {
  const text = output.toLowerCase();
  return answers.some((answer) => text.includes(answer.toLowerCase()));
}
