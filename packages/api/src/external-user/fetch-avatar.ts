import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { schema } from '@chime/db'
import { cleanName, UnreadableImage } from '@chime/files'
import { limits } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import { fileUrl } from '../attachment/present.ts'
import { shapePicture } from '../attachment/use-picture.ts'
import { change } from '../event/publish.ts'
import { rules } from '../rate-limits.ts'
import type { Services } from '../services.ts'
import { changeProfile } from '../user/change-profile.ts'

const { attachments, users } = schema

type Wanting = { id: string; source: string }

/** The picture cannot be fetched now, because its host was asked too often. The job runs again later. */
class NotNow extends Error {}

/**
 * Fetches the profile picture of a user of another application, from where that application said (`avatarSource`). If
 * it cannot be had, that address is forgotten: so it is tried again when the user signs in the next time.
 *
 * @throws NotNow, StoreError and errors of the database, after which it is to be called again
 */
export async function fetchAvatar(services: Services, userId: string): Promise<void> {
  const { db, log, rateLimits } = services
  const [user] = await db.drizzle.select().from(users).where(eq(users.id, userId))
  const source = user?.avatarSource
  if (!source) return
  if (await rateLimits.take(rules.avatars, new URL(source).host)) throw new NotNow(source)
  const bytes = await read(services, source)
  if (bytes && (await use(services, { id: userId, source }, bytes))) return
  log.info({ userId, host: new URL(source).host }, 'a profile picture cannot be had; tried again at the next sign-in')
  await db.drizzle
    .update(users)
    .set({ avatarSource: null })
    .where(wants({ id: userId, source }))
}

const wants = ({ id, source }: Wanting) => and(eq(users.id, id), eq(users.avatarSource, source))

async function read({ outbound, log }: Services, source: string): Promise<Buffer | null> {
  try {
    const what = { types: ['image/'], bytesMax: limits.avatarBytesMax, whenLonger: 'refuse' } as const
    return (await outbound.get(source, what)).body
  } catch (error) {
    log.debug({ error, source }, 'a profile picture was not fetched')
    return null
  }
}

/** @returns false for what is no picture, and when the disk is nearly full */
async function use(services: Services, user: Wanting, bytes: Buffer): Promise<boolean> {
  const { files } = services
  const freeBytes = await files.store.room()
  if (freeBytes !== null && freeBytes < bytes.byteLength + files.reserveBytes) return false
  const id = randomUUID()
  const how = { person: user.id, folder: id, usedFor: 'avatar' } as const
  const shaped = await shapePicture(files, async () => bytes, how).catch((error) => {
    if (error instanceof UnreadableImage) return null
    throw error
  })
  if (!shaped) return false
  const name = cleanName(basename(new URL(user.source).pathname) || 'picture')
  const isUsed = await change(services, async (tx, publishAfterCommit) => {
    // Meanwhile the application may have named another picture, or none.
    if ((await tx.$count(users, wants(user))) === 0) return false
    await tx.insert(attachments).values({ id, userId: user.id, ...shaped, name, state: 'ready' })
    await changeProfile(tx, publishAfterCommit, user.id, () => ({ avatarUrl: fileUrl(id) }))
    return true
  }).catch(async (error: unknown) => {
    await files.store.erase(id)
    throw error
  })
  await (isUsed ? eraseFiles(services) : files.store.erase(id))
  return true
}
