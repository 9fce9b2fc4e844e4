import { isolated, type User } from '@chime/protocol'

/** What is needed of a user to show their picture and name. */
export type Person = Pick<User, 'id' | 'username' | 'fullName' | 'avatarUrl'> & Partial<Pick<User, 'suspended'>>

/**
 * The name to show: the full name, else the username, else "Deleted account". It is isolated: wherever it stands, it
 * does not turn the direction of the text around it.
 */
export function displayName(person: Pick<Person, 'username' | 'fullName'> | null | undefined): string {
  return isolated(person?.fullName || person?.username || 'Deleted account')
}
