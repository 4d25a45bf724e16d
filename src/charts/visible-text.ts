// Control, bidirectional, zero-width and unpaired surrogate code points: they can hide, reorder or break text.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text in which nothing hides: every control or formatting character but tab and newline is spelled `\u{..}`.
 * Names and answers come from models and files, so they pass here before they are shown anywhere.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}
