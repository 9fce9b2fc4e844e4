import { schema } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { Refusal } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { toMessage } from './present.ts'

const { messages } = schema

/** Clients of the first release ask for one page. So the longest contents always fit; the most metadata does not. */
const bytesMax = 3 * 1024 * 1024

type Input = { channelId: string; before?: number; limit: number }

/**
 * The pinned messages of a channel, the most recently pinned first. A page of large messages may be shorter than asked
 * for: the last page is the one that is empty.
 *
 * @param input.before the number of a message that is pinned: those that were pinned before it
 * @throws Refusal `NOT_FOUND`; `INVALID_INPUT` when `before` is not pinned, or no longer: begin again
 */
export function listPinned(ctx: SignedInContext, { channelId, before, limit }: Input): Promise<Message[]> {
  return snapshot(ctx.services.db, async (tx) => {
    await loadReadable(tx, ctx.actor.userId, channelId)
    const isPinned = and(eq(messages.channelId, channelId), isNotNull(messages.pinnedAt))
    if (before !== undefined && (await tx.$count(messages, and(isPinned, eq(messages.number, before)))) === 0) {
      throw new Refusal('INVALID_INPUT', 'before: is no pinned message of this channel', { field: 'before' })
    }
    const rows = await tx
      .select()
      .from(messages)
      .where(
        and(
          isPinned,
          before === undefined
            ? undefined
            : sql`(${messages.pinnedAt}, ${messages.number}) < (
                select p.pinned_at, p.number from messages p where p.channel_id = ${channelId} and p.number = ${before}
              )`,
        ),
      )
      .orderBy(desc(messages.pinnedAt), desc(messages.number))
      .limit(limit)
    return fitInPage(rows.map(toMessage), bytesMax)
  })
}
