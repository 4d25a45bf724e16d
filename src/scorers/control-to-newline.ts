/** Control characters 0x00 to 0x1f become line feeds, as RULER does before it compares. */
export function controlToNewline(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
  return text.replace(/[\x00-\x1f]/g, "\n");
}
