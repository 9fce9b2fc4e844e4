import compact from 'emojibase-data/en/compact.json' with { type: 'json' }

/** As much of an emoji as the picker shows and finds it by. */
export type PickerEmoji = { emoji: string; label: string; words: string }
export type EmojiGroup = { name: string; emoji: PickerEmoji[] }

/** By the groups' numbers in the data; modifiers are no emoji of their own. */
const names: Record<number, string> = {
  0: 'Smileys',
  1: 'People',
  3: 'Nature',
  4: 'Food',
  5: 'Places',
  6: 'Activities',
  7: 'Objects',
  8: 'Symbols',
  9: 'Flags',
}

/** The same emoji in one spelling: the data asks for a picture also where there is nothing else. */
const withoutSelector = (emoji: string) => emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, '$1')

/** Every emoji by its group, in the order in which the standard has them. */
export const emojiGroups: readonly EmojiGroup[] = Object.entries(names).map(([group, name]) => ({
  name,
  emoji: compact
    .filter((one) => one.group === Number(group))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, label, tags = [] }) => ({
      emoji: withoutSelector(unicode),
      label,
      words: [label, ...tags].join(' ').toLowerCase(),
    })),
}))

/** Those whose name or tags have words that begin with each word of the query; the best first. */
export function findEmoji(query: string, shownMax: number): PickerEmoji[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = emojiGroups
    .flatMap(({ emoji }) => emoji)
    .filter(({ words }) => wanted.every((word) => words.startsWith(word) || words.includes(` ${word}`)))
  const byLabel = (one: PickerEmoji) => (one.label.startsWith(wanted[0] ?? '') ? 0 : 1)
  return found.sort((a, b) => byLabel(a) - byLabel(b)).slice(0, shownMax)
}
