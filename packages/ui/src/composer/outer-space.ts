/** Leading blank lines and trailing space go; the indent of the first line stays, it may be code. */
export function withoutOuterSpace(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
}
