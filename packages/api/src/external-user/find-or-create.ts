import { isUniqueViolation, schema, transaction, type UserRow } from '@chime/db'
import { type ExternalProfile, foldVersion } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { claimName } from '../name/claims.ts'
import { foldName } from '../name/keys.ts'
import type { Services } from '../services.ts'
import { changeProfile } from '../user/change-profile.ts'
import { freeUsername, hasUsername, wishedUsername } from './username.ts'

const { users } = schema

/** Each attempt fails only when somebody takes the same id or name in the same moment. */
const attemptsMax = 10

/**
 * Finds the user with this id of another application, creates them if there is none, and brings their profile up to
 * date: what is undefined stays, null removes. Their picture is fetched later, by a job. A suspended user stays as they
 * are.
 */
export async function findOrCreateExternalUser(services: Services, profile: ExternalProfile): Promise<UserRow> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const [found] = await services.db.drizzle.select().from(users).where(eq(users.externalId, profile.externalId))
    if (found?.suspendedAt) return found
    try {
      return found ? await update(services, found, profile) : await create(services, profile)
    } catch (error) {
      const isTaken =
        ['users_external_id_key', 'users_username_key'].some((key) => isUniqueViolation(error, key)) ||
        (error instanceof Refusal && error.reason === 'CONFLICT')
      if (!isTaken) throw error
    }
  }
  throw new Refusal('UNAVAILABLE', 'Too many users of this name sign in for the first time', { retryAfterMs: 1_000 })
}

async function create({ db, jobs }: Services, profile: ExternalProfile): Promise<UserRow> {
  const { externalId, fullName, avatarUrl } = profile
  const username = await freeUsername(db, wishedUsername(profile))
  return transaction(db, async (tx) => {
    const folded = { nameFolded: foldName(fullName ?? null), foldVersion }
    const values = { externalId, username, fullName, avatarSource: avatarUrl, lastLoginAt: new Date(), ...folded }
    const [row] = await tx.insert(users).values(values).returning()
    if (!row) throw new Error('an insert returned no row')
    await claimName(tx, 'user', { id: row.id, name: username }, 'username')
    if (avatarUrl) await jobs.add(tx, 'avatar', { userId: row.id }, new Date())
    return row
  })
}

async function update(services: Services, found: UserRow, profile: ExternalProfile): Promise<UserRow> {
  const { username, fullName, avatarUrl } = profile
  const { db, jobs } = services
  const isRenamed = username !== undefined && !hasUsername(found.username, username)
  const newName = isRenamed ? await freeUsername(db, username) : undefined
  const loses = avatarUrl === null && found.avatarUrl !== null
  if (newName !== undefined || (fullName !== undefined && fullName !== found.fullName) || loses) {
    await change(services, async (tx, publishAfterCommit) => {
      await changeProfile(tx, publishAfterCommit, found.id, () => ({
        username: newName,
        fullName,
        ...(loses && { avatarUrl: null, avatarSource: null }),
      }))
      if (newName !== undefined) await claimName(tx, 'user', { id: found.id, name: newName }, 'username')
    })
    if (loses) await eraseFiles(services)
  }
  if (avatarUrl && avatarUrl !== found.avatarSource) {
    await transaction(db, async (tx) => {
      await tx.update(users).set({ avatarSource: avatarUrl }).where(eq(users.id, found.id))
      await jobs.add(tx, 'avatar', { userId: found.id }, new Date())
    })
  }
  const [row] = await db.drizzle
    .update(users)
    .set({ lastLoginAt: sql`now()` })
    .where(eq(users.id, found.id))
    .returning()
  if (!row) throw new Error('the user was deleted meanwhile')
  return row
}
