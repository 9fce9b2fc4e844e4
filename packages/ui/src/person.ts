import type { ChosenStatus, Presence, User } from '@chime/protocol'

/** As much of a user as is needed to show a face and a name. */
export type Person = Pick<User, 'id' | 'username' | 'fullName' | 'avatarUrl'>

/** What a presence dot can show. `invisible` is only ever one's own. */
export type PresenceStatus = Presence['status'] | Extract<ChosenStatus, 'invisible'>

/** The name to show: the full name, else the username, else what is left of a deleted account. */
export function displayName(person: Pick<Person, 'username' | 'fullName'> | null | undefined): string {
  return person?.fullName || person?.username || 'Deleted account'
}
