/** Levels of any file that is read; who walks a value by calling itself would overflow far behind it. */
export const DEEPEST = 64;

/** JSON.parse that throws a SyntaxError for what is nested deeper too. */
export function parseShallow(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isDeeper(value, DEEPEST)) throw new SyntaxError(`nested more than ${DEEPEST} deep`);
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) if (isDeeper(value[key as keyof typeof value], levels - 1)) return true;
  return false;
}
