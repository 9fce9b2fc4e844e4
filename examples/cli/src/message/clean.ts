/**
 * Text of others, made harmless. A control character could move the cursor, change the title or the clipboard, or pretend
 * that another program speaks; a mark that reverses the direction of writing can make a line read as another one. They are
 * shown as symbols, or not at all. Line breaks stay.
 */
export function clean(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, symbolOf)
}

/** For names and everything else that is one line. */
export const cleanLine = (text: string): string => clean(text).replace(/\n+/g, ' ')

/** JSON escapes the first 32 control characters, but not those that stand for an escape sequence in one character. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

function symbolOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code === 0x0a) return character
  // Unicode has a picture of each control character of ASCII: ␛ for escape.
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return code < 0xa0 ? '\ufffd' : ''
}
