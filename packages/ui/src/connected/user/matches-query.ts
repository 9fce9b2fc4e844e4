import { beginsAWord, fold, type User } from '@chime/protocol'

/**
 * Whether the search on the server would find a user by this query: the username or a word of the full name begins with
 * it, in any case, with or without accents.
 */
export function matchesQuery({ username, fullName }: Pick<User, 'username' | 'fullName'>, query: string): boolean {
  const wanted = fold(query).replace(/^@/, '')
  return username.startsWith(wanted) || (fullName !== null && beginsAWord(fold(fullName), wanted))
}
