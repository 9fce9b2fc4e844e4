/** Characters that set, override or isolate the direction of what follows them. */
const directing = /\p{Bidi_C}/gu
/** Letters that are written from right to left; the last ones by the first halves of their surrogate pairs. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufefc\ud802\ud803\ud83a]/

/**
 * A name to be shown, alone or as a part of a text such as a sentence, a title or a notification: neither can turn the
 * direction of the other.
 *
 * @returns the name without characters that turn the direction, and between U+2068 and U+2069 if it has letters that
 * are written from right to left
 */
export function isolated(name: string): string {
  const plain = name.replace(directing, '')
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain
}
