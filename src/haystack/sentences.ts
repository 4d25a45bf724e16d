import type { Segment } from "../types.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** A full stop after these never ends a sentence. */
const TITLES =
  /(?:^|[\s("“‘'])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Rev|Hon|Gen|Col|Lt|Sgt|Capt|Mme|Mlle|Messrs|vs|cf|e\.g|i\.e|z\.B|bzw)\.\s*$/i;
/** A full stop after these does not end a sentence where a number follows. */
const NUMBERED =
  /(?:^|[\s("“‘'])(?:No|Nos|Nr|Fig|Figs|Eq|Vol|Ch|Sec|p|pp|art|ca|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$/i;
/** "J. Smith", "A. B." */
const INITIAL = /(?:^|[\s("“‘'.])\p{Lu}\.\s*$/u;
/** The number of a list line: "1. First". */
const LIST_NUMBER = /^(?:[-*+>]\s+)?\d{1,3}[.)]\s*$/;
/** A line that stands for itself: list, quotation or table of Markdown. */
const OWN_LINE = /\n(?=[ \t]*(?:[-*+>|]|\d{1,3}[.)])\s)/;
const HEADING = /^#{1,6}\s[^\n]*$/;
/** Without an end mark for so many characters, lines and then bare marks end a sentence. */
const LONG = 300;

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
  for (const { index, segment } of segmenter.segment(flat)) {
    const end = index + segment.length;
    if (end < flat.length && joinsNext(flat.slice(start, end), flat.slice(end))) continue;
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

function joinsNext(sentence: string, rest: string): boolean {
  if (TITLES.test(sentence) || INITIAL.test(sentence) || LIST_NUMBER.test(sentence.trim())) return true;
  if (NUMBERED.test(sentence) && /^\d/.test(rest)) return true;
  // "Stop!" he said.
  return /["”’'»)\]]\s*$/.test(sentence) && /^\p{Ll}/u.test(rest);
}

/** Ends within a text that has no sure ones: of its lines, else after any end mark. */
function weakEnds(text: string, offset: number): number[] {
  const marks = text.trim().includes("\n") ? /\n\s*/g : /[.!?]["”’')\]]*\s+/g;
  return [...text.matchAll(marks)]
    .map((m) => offset + m.index + m[0].length)
    .filter((e) => e < offset + text.length);
}

function normal(space: string): string {
  return space === "" ? "" : space.includes("\n") ? "\n" : " ";
}
