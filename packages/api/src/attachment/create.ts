import { randomUUID } from 'node:crypto'
import { lockUsers, schema, type Tx, transaction } from '@chime/db'
import { cleanName } from '@chime/files'
import { limits } from '@chime/protocol'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { loadReadable, mustNotBeArchived } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { mustHaveQuota } from './quota.ts'

const { attachments } = schema

/** The type of an upload until its bytes have been looked at. */
const unknownType = 'application/octet-stream'

type Input = { channelId?: string; name: string; type?: string; size: number }

/**
 * Announces a file that the caller then uploads to `uploadUrl`.
 *
 * @throws Refusal `TOO_LARGE` for a file that is too large, or when the caller has too many unsent files, or too
 * many in all; `UNAVAILABLE` when the disk is nearly full, or the server's quota is; `NOT_FOUND` or `FORBIDDEN` where the caller could not send it
 */
export async function createAttachment(
  ctx: SignedInContext,
  { channelId, name, size }: Input,
): Promise<{ id: string; uploadUrl: string }> {
  const { services, actor } = ctx
  await limit(ctx, rules.upload, actor.userId)
  // Only profile pictures and emoji have no channel.
  const max = channelId === undefined ? limits.avatarBytesMax : limits.attachmentBytesMax
  if (size > max) throw new Refusal('TOO_LARGE', `A file may have at most ${max / 1024 / 1024} MiB`, { field: 'size' })
  await mustHaveDiskSpace(ctx, size)
  services.filters.mustPass({ text: name, field: 'name', userId: actor.userId, channelId: channelId ?? null })
  const id = randomUUID()
  await transaction(services.db, async (tx) => {
    if (channelId !== undefined) await mustWriteIn(tx, actor.userId, channelId)
    await lockUsers(tx, [actor.userId])
    await mustNotHaveTooMany(tx, actor.userId)
    await mustHaveQuota(tx, ctx, size)
    const of = { id, userId: actor.userId, channelId: channelId ?? null }
    await tx
      .insert(attachments)
      .values({ ...of, name: cleanName(name), type: unknownType, size, storeKey: `${id}/original` })
  })
  return { id, uploadUrl: `/files/uploads/${id}` }
}

/** Refuses early, to spare the caller an upload in vain. Sending the message checks it again. */
async function mustWriteIn(tx: Tx, userId: string, channelId: string): Promise<void> {
  const { channel, parentMember: me } = await loadReadable(tx, userId, channelId)
  if (!me) throw new Refusal('FORBIDDEN', 'Join the channel to write in it')
  if (channel.kind === 'announcement' && me.role === 'member') {
    throw new Refusal('FORBIDDEN', 'Only owners and admins write in this channel')
  }
  mustNotBeArchived(channel)
}

async function mustHaveDiskSpace({ services, log }: SignedInContext, size: number): Promise<void> {
  const { store, reserveBytes } = services.files
  const freeBytes = await store.room()
  // The file is stored twice for a while: as it was uploaded and as it will be kept.
  if (freeBytes === null || freeBytes >= 2 * size + reserveBytes) return
  log.error({ room: freeBytes, size, reserveBytes }, 'a file was refused: the disk is nearly full')
  throw new Refusal('UNAVAILABLE', 'The disk of the server is full', { retryAfterMs: 60_000 })
}

async function mustNotHaveTooMany(tx: Tx, userId: string): Promise<void> {
  const isOwn = and(eq(attachments.userId, userId), isNull(attachments.number), isNull(attachments.usedFor))
  const [unsent] = await tx
    .select({ files: sql<number>`count(*)::int`, bytes: sql<number>`coalesce(sum(${attachments.size}), 0)::float8` })
    .from(attachments)
    .where(and(isOwn, ne(attachments.state, 'refused')))
  if (unsent && (unsent.files >= limits.unsentFilesMax || unsent.bytes >= limits.unsentBytesMax)) {
    throw new Refusal('TOO_LARGE', 'Too many files are uploaded and not sent: send or delete some')
  }
}
