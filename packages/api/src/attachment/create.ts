import { randomUUID } from 'node:crypto'
import { lockUsers, schema, type Tx, transaction } from '@chime/db'
import { cleanName } from '@chime/files'
import { limits } from '@chime/protocol'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { mustNotBeArchived, readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'

const { attachments } = schema

/** Not looked at yet. */
const unknownType = 'application/octet-stream'

type Input = { channelId?: string; name: string; type?: string; size: number }

/**
 * Makes room for a file of mine, whose bytes are then sent to `uploadUrl`.
 *
 * @throws Refusal `TOO_LARGE` for a file that is too large, and for more unsent ones than somebody may have; `UNAVAILABLE`
 * when the disk has no room for it; `NOT_FOUND` and `FORBIDDEN` where I could not send it
 */
export async function createAttachment(
  ctx: SignedInContext,
  { channelId, name, size }: Input,
): Promise<{ id: string; uploadUrl: string }> {
  const { services, actor } = ctx
  await limit(ctx, rules.upload, actor.userId)
  // Pictures of people and emoji are the only files without a channel.
  const max = channelId === undefined ? limits.avatarBytesMax : limits.attachmentBytesMax
  if (size > max) throw new Refusal('TOO_LARGE', `A file may have at most ${max / 1024 / 1024} MiB`, { field: 'size' })
  await mustHaveRoom(ctx, size)
  const id = randomUUID()
  await transaction(services.db, async (tx) => {
    if (channelId !== undefined) await mustWriteIn(tx, actor.userId, channelId)
    await lockUsers(tx, [actor.userId])
    await mustNotHaveTooMany(tx, actor.userId)
    const of = { id, userId: actor.userId, channelId: channelId ?? null }
    await tx
      .insert(attachments)
      .values({ ...of, name: cleanName(name), type: unknownType, size, storeKey: `${id}/original` })
  })
  return { id, uploadUrl: `/files/uploads/${id}` }
}

/** Whether I may write is asked again when the message is sent; this spares me the upload. */
async function mustWriteIn(tx: Tx, userId: string, channelId: string): Promise<void> {
  const { channel, homeMember: me } = await readable(tx, userId, channelId)
  if (!me) throw new Refusal('FORBIDDEN', 'Join the channel to write in it')
  if (channel.kind === 'announcement' && me.role === 'member') {
    throw new Refusal('FORBIDDEN', 'Only owners and admins write in this channel')
  }
  mustNotBeArchived(channel)
}

async function mustHaveRoom({ services, log }: SignedInContext, size: number): Promise<void> {
  const { store, reserveBytes } = services.files
  const room = await store.room()
  // It is there twice while it is looked at: as it came, and as it is kept.
  if (room === null || room >= 2 * size + reserveBytes) return
  log.error({ room, size, reserveBytes }, 'a file was refused: the disk is nearly full')
  throw new Refusal('UNAVAILABLE', 'The disk of the server is full', { retryAfterMs: 60_000 })
}

async function mustNotHaveTooMany(tx: Tx, userId: string): Promise<void> {
  const mine = and(eq(attachments.userId, userId), isNull(attachments.number), isNull(attachments.usedFor))
  const [unsent] = await tx
    .select({ files: sql<number>`count(*)::int`, bytes: sql<number>`coalesce(sum(${attachments.size}), 0)::float8` })
    .from(attachments)
    .where(and(mine, ne(attachments.state, 'refused')))
  if (unsent && (unsent.files >= limits.unsentFilesMax || unsent.bytes >= limits.unsentBytesMax)) {
    throw new Refusal('TOO_LARGE', 'Too many files are uploaded and not sent: send or delete some')
  }
}
