const one = /^(\p{ExtPict}|\p{RI}{2}|[0-9#*]\ufe0f?\u20e3)/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Whether a text consists of one to six emoji and nothing else. Such a message is shown large. */
export function isEmojiOnly(text: string): boolean {
  // Six of the longest emoji are shorter than this. It saves the work for most texts: this runs for every row.
  if (text.length > 120) return false
  const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter(Boolean)
  return graphemes.length > 0 && graphemes.length <= 6 && graphemes.every((grapheme) => one.test(grapheme))
}
