/**
 * A token as a reader can tell it from others: SentencePiece's and byte-level BPE's marks of a space and a line end
 * become what they stand for, and white space is shown.
 */
export function visiblePiece(piece: string): string {
  return piece
    .replace(/[\u2581\u0120]/g, " ")
    .replace(/\u010a/g, "\n")
    .replace(/\u0109/g, "\t")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t")
    .replace(/ /g, "␣");
}
