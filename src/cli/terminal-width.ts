/** Characters of a line of the terminal: 40 at least, and where it is not known 80, or `most` where that is less. */
export function terminalWidth(most = Number.POSITIVE_INFINITY, least = 40): number {
  return Math.max(least, Math.min(most, process.stdout.columns ?? 80));
}
