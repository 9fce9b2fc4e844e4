import type { UserRow } from '@chime/db'

/** The address that the user still has to confirm; null if there is none. */
export const awaitedEmail = ({ email, emailVerified, pendingEmail }: UserRow): string | null =>
  pendingEmail ?? (emailVerified ? null : email)

/** What becomes of a user who has shown that they read what comes to `address`; null if it is not theirs. */
export function confirmed(user: UserRow, address: string): Partial<UserRow> | null {
  if (isSame(user.pendingEmail, address)) return { email: user.pendingEmail, emailVerified: true, pendingEmail: null }
  return isSame(user.email, address) ? { emailVerified: true } : null
}

/** Addresses are one in upper and lower case, as in the index of `users.email`. */
export const isSame = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase()
