import { fullyQualified } from '@chime/protocol'
import compact from 'emojibase-data/en/compact.json' with { type: 'json' }

/** What the picker needs of an emoji: to show it, to name it, and to find it by words. */
type PickerEmoji = { emoji: string; label: string; words: string }
type EmojiGroup = { name: string; emoji: PickerEmoji[] }

/** The names of the groups by their numbers in the data. Group 2 is left out: skin tones are no emoji of their own. */
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

/** Every emoji by its group, in the order of the Unicode standard. */
export const emojiGroups: readonly EmojiGroup[] = Object.entries(names).map(([group, name]) => ({
  name,
  emoji: compact
    .filter((one) => one.group === Number(group))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, label, tags = [] }) => ({
      // The data appends a variation selector even to those that are always shown as pictures.
      emoji: fullyQualified(unicode),
      label,
      words: [label, ...tags].join(' ').toLowerCase(),
    })),
}))

/**
 * Finds emoji by words. For each word of the query, the name or a tag must have a word that begins with it. Those whose
 * name begins with the first word of the query come first.
 */
export function findEmoji(query: string, shownMax: number): PickerEmoji[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = emojiGroups
    .flatMap(({ emoji }) => emoji)
    .filter(({ words }) => wanted.every((word) => words.startsWith(word) || words.includes(` ${word}`)))
  const byLabel = (one: PickerEmoji) => (one.label.startsWith(wanted[0] ?? '') ? 0 : 1)
  return found.sort((a, b) => byLabel(a) - byLabel(b)).slice(0, shownMax)
}
