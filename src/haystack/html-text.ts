import { Parser } from "htmlparser2";

/** Elements whose words no reader sees. */
const UNSEEN = new Set([
  "head",
  "script",
  "style",
  "template",
  "noscript",
  "svg",
  "math",
  "iframe",
  "object",
]);

/** Elements within a line; every other one begins and ends a paragraph. */
const INLINE = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q ruby s samp " +
    "small span strike strong sub sup time tt u var wbr"
  ).split(" "),
);

/** The words of a page in reading order, its blocks as paragraphs; entities are characters, tags are gone. */
export function htmlText(html: string): string {
  const paragraphs: string[] = [];
  let words = "";
  let unseen = 0;
  const paragraph = (): void => {
    const text = words.trim();
    if (text !== "") paragraphs.push(text);
    words = "";
  };
  const parser = new Parser({
    onopentagname(name) {
      if (UNSEEN.has(name)) unseen++;
      if (name === "br") words += "\n";
      // The cells of a row make one line.
      else if (name === "td" || name === "th") words += " ";
      else if (!INLINE.has(name)) paragraph();
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen--;
      if (name !== "br" && name !== "td" && name !== "th" && !INLINE.has(name)) paragraph();
    },
    ontext(text) {
      if (unseen > 0) return;
      const flat = text.replace(/\s+/g, " ");
      words += /\s$/.test(words) ? flat.trimStart() : flat;
    },
  });
  parser.end(html);
  paragraph();
  return paragraphs.join("\n\n");
}
