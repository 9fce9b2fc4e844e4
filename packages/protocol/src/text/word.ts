/** Letters of the scripts that addresses are written in, and digits. */
const letter = /^(?:\p{Nd}|(?=\p{L})[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])/u
/** The last character and the marks on it. */
const last = /(\P{M})(\p{M}*)$/u
/** A mark that makes an emoji of the digit before it. */
const emojiMark = /[\ufe0f\u20e3]/

/**
 * Whether a word ends just before this place: then an `@` there belongs to an address, and `https` is the end of another
 * word. Scripts that are written without spaces, or that write prefixes onto words, do not count.
 */
export function wordEndsAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1)
  if (at === 0) return false
  if (code < 0x80) return isAsciiWord(code)
  const [, base = '', marks = ''] = last.exec(text.slice(Math.max(0, at - 8), at)) ?? []
  return letter.test(base) && !emojiMark.test(marks)
}

/** Whether the word before this place goes on here. */
export function wordGoesOnAt(text: string, at: number): boolean {
  const code = text.codePointAt(at)
  if (code === undefined) return false
  if (code < 0x80) return isAsciiWord(code)
  const char = String.fromCodePoint(code)
  return letter.test(char) || (/\p{M}/u.test(char) && !emojiMark.test(char))
}

const isAsciiWord = (code: number) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
