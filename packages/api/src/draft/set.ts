import { type ChannelRow, lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import { type Draft, limits } from '@chime/protocol'
import { and, count, eq, ne, sql } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'
import { toDraft } from './present.ts'

const { drafts } = schema

type Input = { channelId: string; content: string; replyTo?: number }

/**
 * Saves what the caller has begun to write in a channel, for all their devices. The last call wins. Empty content
 * removes the draft. Sending a message does not remove it: the client that sends from a draft clears it too.
 *
 * @throws Refusal `NOT_FOUND` for a channel that the caller may not read, unless the content is empty; `TOO_LARGE` for
 * one draft too many, or too many bytes of them
 */
export async function setDraft(ctx: SignedInContext, input: Input): Promise<Draft> {
  const { userId } = ctx.actor
  const { channelId, content } = input
  await limit(ctx, rules.draft, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    // Two devices may save at once. The lock orders them, so that the same draft wins on every device. And a removal from
    // the channel, which empties the draft, comes before it or after.
    if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
    // A draft may be thrown away also in a channel that the caller cannot read any more.
    const replyTo = content === '' ? null : replyIn(await loadReadable(tx, userId, channelId), input.replyTo)
    const [before] = await tx
      .select()
      .from(drafts)
      .where(and(eq(drafts.userId, userId), eq(drafts.channelId, channelId)))
    if (!before && content === '') return { channelId, content, replyTo, updatedAt: new Date().toISOString() }
    if (before && before.content === content && before.replyTo === replyTo) return toDraft(before)
    if (content !== '') await mustHaveRoom(tx, userId, { channelId, content })
    const revision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    const set = { content, replyTo, updatedAt: new Date(), userRevision: revision }
    const [row] = await tx
      .insert(drafts)
      .values({ userId, channelId, ...set })
      .onConflictDoUpdate({ target: [drafts.userId, drafts.channelId], set })
      .returning()
    if (!row) throw new Error('nothing was written')
    publishAfterCommit(userRows.drafts.publication(row))
    return toDraft(row)
  })
}

function replyIn({ channel }: { channel: ChannelRow }, replyTo: number | undefined): number | null {
  const { firstNumber, lastNumber } = channel
  if (replyTo === undefined) return null
  if (replyTo >= firstNumber && replyTo <= lastNumber) return replyTo
  throw new Refusal('INVALID_INPUT', 'replyTo: is no message of this channel', { field: 'replyTo' })
}

async function mustHaveRoom(tx: Tx, userId: string, { channelId, content }: Input): Promise<void> {
  const [others] = await tx
    .select({ count: count(), bytes: sql`coalesce(sum(octet_length(${drafts.content})), 0)`.mapWith(Number) })
    .from(drafts)
    .where(and(eq(drafts.userId, userId), ne(drafts.channelId, channelId), ne(drafts.content, '')))
  const { draftsMax, draftsBytesMax } = limits
  if (!others || others.count >= draftsMax) throw new Refusal('TOO_LARGE', `At most ${draftsMax} drafts are kept`)
  if (others.bytes + Buffer.byteLength(content) <= draftsBytesMax) return
  throw new Refusal('TOO_LARGE', `All drafts together have at most ${draftsBytesMax} bytes: send or empty some first`)
}
