import { fullyQualified } from '@chime/protocol'
import compact from 'emojibase-data/en/compact.json' with { type: 'json' }
import github from 'emojibase-data/en/shortcodes/github.json' with { type: 'json' }

/** The emoji by the names that people write between colons. */
const byName = new Map<string, string>()

const names: Record<string, string | string[]> = github
for (const { hexcode, unicode } of compact) {
  for (const name of [names[hexcode] ?? []].flat()) byName.set(name, fullyQualified(unicode))
}

/** The emoji of this name, without colons; undefined if there is none. */
export const emojiNamed = (name: string): string | undefined => byName.get(name.toLowerCase())

/** The emoji whose names begin with this, then those that have a word that begins with it; the shortest names first. */
export function findEmojiNames(begun: string, shownMax: number): { name: string; emoji: string }[] {
  const wanted = begun.toLowerCase()
  const rank = (name: string) => (name.startsWith(wanted) ? 0 : name.includes(`_${wanted}`) ? 1 : 2)
  return [...byName]
    .map(([name, emoji]) => ({ name, emoji, rank: rank(name) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, shownMax)
    .map(({ name, emoji }) => ({ name, emoji }))
}
