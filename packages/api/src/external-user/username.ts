import { randomInt } from 'node:crypto'
import type { Database } from '@chime/db'
import { type ExternalProfile, isReservedUsername, limits } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { nameKeys } from '../name/keys.ts'
import { texts } from '../sql-arrays.ts'

/** How many numbered names are looked at. After that the number is a random one. */
const numbered = 9
/** Room for a hyphen and a number at the end of a name. */
const baseMax = limits.usernameMax - 8

/**
 * The name that a user would have if nobody else had it: the one that is asked for, or one made of the full name, or
 * of the external id. Of an email address only what is before the @ is used, because everybody sees the name.
 */
export function wishedUsername({ externalId, username, fullName }: ExternalProfile): string {
  if (username !== undefined) return username
  const ofName = slug(fullName ?? '')
  if (ofName.length >= limits.usernameMin) return ofName
  const ofId = slug(externalId.split('@', 1)[0] ?? '')
  return ofId.length >= limits.usernameMin && /[a-z]/.test(ofId) ? ofId : slug(`user-${ofId}`)
}

/** `José Núñez` becomes `jose-nunez`. Of scripts other than Latin nothing is left. */
const slug = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, '-')
    .slice(0, baseMax)
    .replace(/^[-_.]+|[-_.]+$/g, '')

/** Whether a user has this name already, perhaps with a number because somebody else had it first. */
export function hasUsername(present: string, wished: string): boolean {
  const base = `${wished.slice(0, baseMax)}-`
  return present === wished || (present.startsWith(base) && /^\d+$/.test(present.slice(base.length)))
}

/** @returns `wished`, or with a number at its end when somebody has it or one that looks like it, or nobody may have it */
export async function freeUsername({ drizzle }: Pick<Database, 'drizzle'>, wished: string): Promise<string> {
  const base = wished.slice(0, baseMax)
  const names = [wished, ...Array.from({ length: numbered - 1 }, (_, i) => `${base}-${i + 2}`)]
  const keys = texts(names.flatMap(nameKeys))
  const { rows } = await drizzle.execute<{ key: string }>(sql`
    select key from name_claims where kind = 'user' and key = any(${keys})
    union all select lower(username) from users where lower(username) = any(${keys})`)
  const taken = new Set(rows.map(({ key }) => key))
  const isFree = (name: string) => !isReservedUsername(name) && !nameKeys(name).some((key) => taken.has(key))
  return names.find(isFree) ?? `${base}-${randomInt(1_000, 1_000_000)}`
}
