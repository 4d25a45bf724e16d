import type { Segment } from "../types.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** A full stop after these never ends a sentence. */
const TITLES =
  /(?:^|[\s("“‘'])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Rev|Hon|Gen|Maj|Col|Lt|Sgt|Cpl|Capt|Adm|Gov|Sen|Rep|Mt|Ft|Mme|Mlle|Messrs|vs|viz|cf|e\.g|i\.e|z\.B|bzw)\.\s*$/i;
/** A full stop after these does not end a sentence where a number follows, Roman ones too. */
const NUMBERED =
  /(?:^|[\s("“‘'])(?:No|Nos|Nr|Fig|Figs|Eq|Vol|Ch|Sec|p|pp|art|ca|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$/i;
/** "J. Smith", "A. B." */
const INITIAL = /(?:^|[\s("“‘'.])\p{Lu}\.\s*$/u;
const NUMBER = /^(?:\d|[ivxlcdm]+\b)/i;
/** The number of a list line or a section: "1. First", "1.1.11. An extra account". */
const LIST_NUMBER = /(?:^|\n)[ \t]*(?:[-*+>]\s+)?\d{1,3}(?:\.\d{1,3})*[.)]\s*$/;
/** The number of a chapter or a table, whose title follows: "CHAPTER II. The Storm". */
const TITLE_NUMBER =
  /(?:^|\s)(?:chapter|book|part|volume|canto|act|scene|section|letter|table|figure|appendix)\s+(?:[\d.]+|[ivxlcdm]+)\.\s*$/i;
/** Dots that lead to a page: "The Storm .... 17". */
const LEADER = /(?:\.{3,}|\u2026+|(?:\. ){2,}\.)\s*$/;
/** Who speaks, after what was said: "Gone?" Holmes cried. */
const SPEAKER =
  /^\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,2} (?:said|says|asked|cried|replied|answered|exclaimed|whispered|shouted|returned|murmured|remarked|continued|observed|inquired|called|muttered|demanded|repeated|added|screamed)\b/u;
/** A line that stands for itself: list, quotation or table of Markdown. */
const OWN_LINE =
  /\n(?=[ \t]*(?:[-*+>|]|\d{1,3}[.)])\s|[^\n]*(?:\.{3,}|\u2026|(?:\. ){2,}\.)\s*[\divxlc]+[ \t]*(?:\n|$))/;
const HEADING = /^#{1,6}\s[^\n]*$/;
const END_MARK = /[.!?\u2026\u3002\uff01\uff1f\u061f\u0964]["”’'»)\]」』]*\s*$/;
/** Without an end mark for so many characters, weaker ends are looked for. */
const LONG = 300;
/** Characters after an end that say whether it is one. */
const NEXT = 100;
/** Characters that are looked at together. */
const WINDOW = 4096;

/** Paragraphs of a text; a Markdown heading stays with the paragraph below it. */
export function splitParagraphs(text: string): string[] {
  const out: string[] = [];
  let heading = "";
  for (const block of text.split(/\n[^\S\n]*\n\s*/)) {
    const paragraph = block.trim();
    if (paragraph === "") continue;
    const whole = heading === "" ? paragraph : `${heading}\n\n${paragraph}`;
    heading = HEADING.test(paragraph) ? whole : "";
    if (heading === "") out.push(whole);
  }
  if (heading !== "") out.push(heading);
  return out;
}

/**
 * Sentences of one paragraph as filler. A boundary lies after an end mark (of any script, Unicode UAX 29) also
 * where a quotation mark, a bracket or a newline follows; never within a word. Where in doubt, two sentences
 * stay one: a segment may be too long, but does not end in the middle of a sentence.
 */
export function splitSentences(paragraph: string): Segment[] {
  const texts: { lead: string; text: string }[] = [];
  for (const [i, block] of paragraph.split(OWN_LINE).entries())
    for (const [j, piece] of pieces(block).entries())
      texts.push({ lead: j > 0 ? piece.lead : i > 0 ? "\n" : "\n\n", text: piece.text });
  return texts.map(({ lead, text }): Segment => ({ kind: "filler", lead, text }));
}

function pieces(block: string): { lead: string; text: string }[] {
  // A newline within a paragraph is a space to the reader, but a hard boundary to UAX 29.
  const flat = block.replace(/\s/g, " ");
  const ends: number[] = [];
  let start = 0;
  for (const end of sentenceEnds(flat)) {
    if (end < flat.length && joinsNext(block.slice(start, end), flat.slice(end, end + NEXT))) continue;
    ends.push(...(end - start > LONG ? weakEnds(block.slice(start, end), start) : []), end);
    start = end;
  }
  let from = 0;
  let lead = "";
  return ends.flatMap((end) => {
    const raw = block.slice(from, end);
    const piece = { lead: lead + (/^\s*/.exec(raw)?.[0] ?? ""), text: raw.trim() };
    from = end;
    lead = /\s*$/.exec(raw)?.[0] ?? "";
    return piece.text === "" ? [] : [{ lead: normal(piece.lead), text: piece.text }];
  });
}

/**
 * Ends of sentences by UAX 29, found window by window: `Intl.Segmenter` takes time by the square of the length.
 * A window's last sentence may go on, so the next window begins with it.
 */
function* sentenceEnds(text: string): Generator<number> {
  let size = WINDOW;
  for (let from = 0; from < text.length; ) {
    const window = text.slice(from, from + size);
    const ends = Array.from(segmenter.segment(window), ({ index, segment }) => from + index + segment.length);
    if (from + size < text.length) ends.pop();
    if (ends.length === 0 && size < 8 * WINDOW) {
      size *= 2;
      continue;
    }
    // Not a language: without an end for so long, the next space must do.
    if (ends.length === 0) ends.push(text.indexOf(" ", from + size) + 1 || text.length);
    yield* ends;
    from = ends.at(-1) as number;
    size = WINDOW;
  }
}

function joinsNext(sentence: string, rest: string): boolean {
  // "z?q=1" in an address; scripts that write without spaces have end marks of their own.
  if (/[!-~]$/.test(sentence)) return true;
  if ([TITLES, INITIAL, LIST_NUMBER, TITLE_NUMBER].some((rule) => rule.test(sentence))) return true;
  if (NUMBERED.test(sentence) && NUMBER.test(rest)) return true;
  if (LEADER.test(sentence) && /^[\divxlc]+\s*(?:$|\s)/.test(rest)) return true;
  // "Stop!" he said. "Stop!" Mr. Holmes said.
  if (/["”»]\s*$/.test(sentence) && SPEAKER.test(rest)) return true;
  return /["”’'»)\]]\s*$/.test(sentence) && /^\p{Ll}/u.test(rest);
}

/**
 * Ends within a text that has no sure ones: after any mark where nothing is written with capitals, at the ends
 * of lines where there is no end mark at all (verse, tables). A long sentence that ends with a mark stays whole.
 */
function weakEnds(text: string, offset: number): number[] {
  const after = (marks: RegExp): number[] =>
    [...text.matchAll(marks)]
      .map((m) => offset + m.index + m[0].length)
      .filter((end) => end < offset + text.length);
  const soft = /\p{Lu}/u.test(text) ? [] : after(/[.!?]["”’')\]]*\s+/g);
  return soft.length > 0 || END_MARK.test(text) ? soft : after(/\n\s*/g);
}

function normal(space: string): string {
  return space === "" ? "" : space.includes("\n") ? "\n" : " ";
}
