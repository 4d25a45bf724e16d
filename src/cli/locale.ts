/** Windows Terminal, and every system whose locale says so. */
export function speaksUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM, WT_SESSION } = process.env;
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (TERM === "linux" || TERM === "dumb") return false;
  // A container without any locale set shows UTF-8 all the same.
  return (
    WT_SESSION !== undefined ||
    locale === undefined ||
    /utf-?8/i.test(locale) ||
    process.platform === "darwin"
  );
}

/** What our own sentences use beyond ASCII. */
const PLAIN: Readonly<Record<string, string>> = {
  "×": "x",
  "·": "|",
  "±": "+-",
  "−": "-",
  "…": "...",
  "⟦": "[[",
  "⟧": "]]",
};

/** A text of ours as the terminal's locale can show it. Not for what programs read, nor for a prompt byte for byte. */
export function inLocale(text: string): string {
  return speaksUnicode() ? text : text.replace(/[×·±−…⟦⟧]/g, (sign) => PLAIN[sign] ?? sign);
}
