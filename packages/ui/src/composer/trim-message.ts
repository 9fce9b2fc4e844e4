/** Removes blank lines at the start and white space at the end. The indent of the first line stays: it may be code. */
export function trimMessage(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
}
