/** Whom a message mentions, as the server has decided. Other names after `@` are plain text. */
export type Mentioned = {
  /** User ids by username, in lower case. */
  people: ReadonlyMap<string, string>
  /** Whether `@channel` and `@here` are mentions in this message. */
  everyone: boolean
}

/**
 * Which of the names that an `@word` may mean is mentioned: `@ann.` mentions the user `ann.` if there is one, else `ann`,
 * and the full stop ends the sentence. `userId` is null when everyone is mentioned.
 *
 * @returns null if the word is plain text
 */
export function mentionedBy(
  names: readonly string[],
  { people, everyone }: Mentioned,
): { name: string; userId: string | null } | null {
  for (const name of names) {
    const userId = people.get(name)
    if (userId) return { name, userId }
    if (everyone && (name === 'channel' || name === 'here')) return { name, userId: null }
  }
  return null
}
