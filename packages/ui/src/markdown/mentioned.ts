import type { Group } from '@chime/protocol'

/** Whom a message mentions, as the server has decided. Other names after `@` are plain text. */
export type Mentioned = {
  /** User ids by username, in lower case. */
  people: ReadonlyMap<string, string>
  /** Whether `@channel` and `@here` are mentions in this message. */
  everyone: boolean
  /** The user groups of this server, by handle: as they are now, whomever the message has called. */
  groups: ReadonlyMap<string, Group>
}

/** What an `@word` mentions, and by which name. */
export type Mention = { name: string } & (
  | { kind: 'person'; userId: string }
  | { kind: 'everyone' }
  | { kind: 'group'; group: Group }
)

/**
 * Which of the names that an `@word` may mean is mentioned: `@ann.` mentions the user `ann.` if there is one, else `ann`,
 * and the full stop ends the sentence.
 *
 * @returns null if the word is plain text
 */
export function mentionedBy(names: readonly string[], { people, everyone, groups }: Mentioned): Mention | null {
  for (const name of names) {
    const userId = people.get(name)
    if (userId) return { name, kind: 'person', userId }
    if (everyone && (name === 'channel' || name === 'here')) return { name, kind: 'everyone' }
    const group = groups.get(name)
    if (group) return { name, kind: 'group', group }
  }
  return null
}
