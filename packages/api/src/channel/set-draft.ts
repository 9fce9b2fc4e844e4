import { lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import { type Draft, limits } from '@chime/protocol'
import { and, eq, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, userPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { toDraft } from '../user/own-rows.ts'
import { type ChannelRow, readable } from './access.ts'

const { drafts } = schema

type Input = { channelId: string; content: string; replyTo?: number }

/**
 * Keeps what I have begun to write in a channel that I may read, for all my devices: what comes last stands. Empty: nothing, any
 * more. Sending does not clear it; whoever sends from a draft clears it too.
 *
 * @throws Refusal `TOO_LARGE` for one draft too many
 */
export async function setDraft(ctx: SignedInContext, input: Input): Promise<Draft> {
  const { userId } = ctx.actor
  const { channelId, content } = input
  await limit(ctx, rules.draft, userId)
  return change(ctx.services, async (tx, say) => {
    // To throw one away one need not be there any more.
    const replyTo = content === '' ? null : replyIn(await readable(tx, userId, channelId), input.replyTo)
    // One after the other, so that the last one stands on every device.
    if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
    const [held] = await tx
      .select()
      .from(drafts)
      .where(and(eq(drafts.userId, userId), eq(drafts.channelId, channelId)))
    if (!held && content === '') return { channelId, content, replyTo, updatedAt: new Date().toISOString() }
    if (held && held.content === content && held.replyTo === replyTo) return toDraft(held)
    if (content !== '' && (held?.content ?? '') === '') await mustHaveRoom(tx, userId)
    const revision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    const set = { content, replyTo, updatedAt: new Date(), userRevision: revision }
    const [row] = await tx
      .insert(drafts)
      .values({ userId, channelId, ...set })
      .onConflictDoUpdate({ target: [drafts.userId, drafts.channelId], set })
      .returning()
    if (!row) throw new Error('nothing was written')
    const draft = toDraft(row)
    say(userPublication(userId, { type: 'draft', after: revision - 1, revision, draft }))
    return draft
  })
}

function replyIn({ channel }: { channel: ChannelRow }, replyTo: number | undefined): number | null {
  const { firstNumber, lastNumber } = channel
  if (replyTo === undefined) return null
  if (replyTo >= firstNumber && replyTo <= lastNumber) return replyTo
  throw new Refusal('INVALID_INPUT', 'replyTo: is no message of this channel', { field: 'replyTo' })
}

async function mustHaveRoom(tx: Tx, userId: string): Promise<void> {
  const some = await tx.$count(drafts, and(eq(drafts.userId, userId), ne(drafts.content, '')))
  if (some >= limits.draftsMax) throw new Refusal('TOO_LARGE', `At most ${limits.draftsMax} drafts are kept`)
}
