import type { UserRow } from '@chime/db'
import { Refusal } from '../errors.ts'
import type { Services } from '../services.ts'

/**
 * Hashes a password that somebody has chosen.
 *
 * @param field of the input, in which it came
 * @throws Refusal `INVALID_INPUT` for one that is easily guessed
 */
export async function hashNewPassword(
  { passwords }: Services,
  password: string,
  { names, field }: { names: readonly (string | null | undefined)[]; field: string },
): Promise<string> {
  const known = names.filter((name) => name !== null && name !== undefined)
  const weakness = passwords.weaknessOf(password, known)
  if (weakness !== null) throw new Refusal('INVALID_INPUT', `${field}: ${weakness}`, { field })
  return passwords.hash(password)
}

/** What is about the user, and hence guessed first. */
export const namesOf = ({ username, email, pendingEmail, fullName }: UserRow) => [
  username,
  email,
  pendingEmail,
  fullName,
]
