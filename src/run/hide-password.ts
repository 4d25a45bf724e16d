/** A text whose addresses show no password: redis://user:***@host. */
export function hidePassword(text: string): string {
  return text.replace(/(\/\/[^:@/\s]*):[^@/\s]*@/g, "$1:***@");
}
