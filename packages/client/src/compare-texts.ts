/** For `sort`: by the codes of the characters, as the server sorts, and not as a language does. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
