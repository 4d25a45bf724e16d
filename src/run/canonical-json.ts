/**
 * JSON with keys in code-unit order and no white space, so that equal values give equal text
 * (the idea of RFC 8785, for the plain data of this project). Members that are undefined are left out.
 * Throws a TypeError for what JSON would change without a word: NaN, infinities, functions.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value === 0 ? 0 : value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    let members = "";
    for (const key of Object.keys(value).sort()) {
      const member: unknown = (value as Readonly<Record<string, unknown>>)[key];
      if (member === undefined) continue;
      members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  throw new TypeError(
    `no canonical JSON; null, text, truth, finite numbers, lists, records: ${String(value)}`,
  );
}
