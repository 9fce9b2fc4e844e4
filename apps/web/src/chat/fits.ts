import type { User } from '@chime/protocol'

/** Whether somebody's name fits what is typed, as the server sees it: the username or any word of the full name begins so. */
export function fits({ username, fullName }: Pick<User, 'username' | 'fullName'>, query: string): boolean {
  const wanted = query.trim().toLowerCase().replace(/^@/, '')
  return username.toLowerCase().startsWith(wanted) || ` ${fullName?.toLowerCase() ?? ''}`.includes(` ${wanted}`)
}
