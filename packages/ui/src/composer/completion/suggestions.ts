import { beginsAWord, fold, type Group } from '@chime/protocol'
import { isCalledAt, isEmojiAt } from '@chime/protocol/text'
import type { findEmojiNames } from '../../emoji/emoji-names.ts'
import type { Person } from '../../user/person.ts'
import type { BegunName } from './begun-name.ts'

/** An entry of the list. `insert` is written in place of what was begun. */
export type Suggestion = { key: string; insert: string } & (
  | { kind: 'person'; person: Person }
  | { kind: 'everyone'; hint: string }
  | { kind: 'group'; group: Group }
  | { kind: 'emoji'; name: string; emoji: string; url?: string | undefined }
)

const peopleMax = 6
const groupsMax = 3
const emojiMax = 8

const everyoneNames = [
  { name: 'channel', hint: 'Everyone in this channel' },
  { name: 'here', hint: 'Everyone who is online' },
]

/**
 * The people whose names begin with what was begun, the user groups, and those who may be called together. None where no
 * name is called.
 */
export function suggestNames(
  text: string,
  { at, written }: BegunName,
  people: readonly Person[],
  groups: readonly Group[],
  everyone: boolean,
): Suggestion[] {
  if (!isCalledAt(text, at, at + written.length)) return []
  const begun = fold(written.slice(1))
  const isMeant = ({ username, fullName }: Person) =>
    username.startsWith(begun) || (fullName !== null && beginsAWord(fold(fullName), begun))
  const isGroupMeant = ({ handle, name }: Group) => handle.startsWith(begun) || beginsAWord(fold(name), begun)
  return [
    ...people
      .filter(isMeant)
      .slice(0, peopleMax)
      .map((person): Suggestion => ({ kind: 'person', key: person.id, insert: `@${person.username}`, person })),
    ...groups
      .filter(isGroupMeant)
      .slice(0, groupsMax)
      .map((group): Suggestion => ({ kind: 'group', key: group.id, insert: `@${group.handle}`, group })),
    ...everyoneNames
      .filter(({ name }) => everyone && name.startsWith(begun))
      .map(({ name, hint }): Suggestion => ({ kind: 'everyone', key: name, insert: `@${name}`, hint })),
  ]
}

/** The emoji whose names begin with what was begun, those of this server first. None where no emoji is read. */
export function suggestEmoji(
  text: string,
  { at, written }: BegunName,
  custom: ReadonlyMap<string, string>,
  find: typeof findEmojiNames,
): Suggestion[] {
  if (!isEmojiAt(text, at, at + written.length)) return []
  const begun = written.slice(1).toLowerCase()
  const own = [...custom]
    .filter(([name]) => name.startsWith(begun))
    .map(
      ([name, url]): Suggestion => ({ kind: 'emoji', key: `own ${name}`, insert: `:${name}:`, name, emoji: '', url }),
    )
  const others = find(begun, emojiMax)
    .filter(({ name }) => !custom.has(name))
    .map(({ name, emoji }): Suggestion => ({ kind: 'emoji', key: name, insert: emoji, name, emoji }))
  return [...own, ...others].slice(0, emojiMax)
}
