const one = /^(\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3)/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Whether a text is one to six emoji and nothing else: such a message is shown large. */
export function isEmojiOnly(text: string): boolean {
  // Most texts are longer than six of the longest emoji, and this runs for every row.
  if (text.length > 120) return false
  const graphemes = [...segmenter.segment(text)].map((part) => part.segment).filter((part) => part.trim() !== '')
  return graphemes.length > 0 && graphemes.length <= 6 && graphemes.every((grapheme) => one.test(grapheme))
}
