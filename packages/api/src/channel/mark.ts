import { lockChannel, schema, type Tx } from '@chime/db'
import type { Membership } from '@chime/protocol'
import { and, desc, eq, lte } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { changeMembership, type Mine } from './membership.ts'
import { publishReceipts } from './receipts.ts'

const { messages } = schema

type MarkRead = { channelId: string; number: number; version?: number }

/**
 * Moves my marker forward to `number`, on all my devices. Never back: a smaller number, or a decision taken on an older
 * `version` of the marker, changes nothing and gets the marker as it is.
 */
export async function markRead(ctx: SignedInContext, { channelId, number, version }: MarkRead): Promise<Membership> {
  const { membership, channel, hasChanged } = await moveMarker(ctx, channelId, ({ channel, member }) => {
    if (version !== undefined && version < member.readVersion) return null
    const target = Math.min(number, channel.lastNumber)
    return target > member.readNumber ? target : null
  })
  if (hasChanged) publishReceipts(ctx, [{ channel, readNumber: membership.readNumber }])
  return membership
}

/** Moves my marker to just before `number`, which becomes the first unread message. Nobody else hears of it. */
export async function markUnread(
  ctx: SignedInContext,
  { channelId, number }: { channelId: string; number: number },
): Promise<Membership> {
  await limit(ctx, rules.change, ctx.actor.userId)
  const decide = ({ channel }: Mine) => {
    if (number > channel.lastNumber) throw notFound('message')
    return number - 1
  }
  // My own messages move the marker forward, under the channel's lock: which came last must be known.
  const { membership } = await moveMarker(ctx, channelId, decide, (tx) => lockChannel(tx, channelId))
  return membership
}

function moveMarker(
  ctx: SignedInContext,
  channelId: string,
  decide: (mine: Mine) => number | null,
  first?: (tx: Tx) => Promise<unknown>,
) {
  return changeMembership(
    ctx,
    channelId,
    async (tx, mine) => {
      const readNumber = decide(mine)
      if (readNumber === null) return null
      const readCounted = await countedAt(tx, channelId, readNumber)
      return {
        set: { readNumber, readCounted, readVersion: mine.member.readVersion + 1 },
        event: ({ channel, member: { readVersion }, mentions, step }) => ({
          type: 'marker',
          ...step,
          channelId,
          readNumber,
          readVersion,
          readCounted,
          mentions,
          channelRevision: channel.revision,
        }),
      }
    },
    first,
  )
}

async function countedAt(tx: Tx, channelId: string, number: number): Promise<number> {
  const [row] = await tx
    .select({ counted: messages.counted })
    .from(messages)
    .where(and(eq(messages.channelId, channelId), lte(messages.number, number)))
    .orderBy(desc(messages.number))
    .limit(1)
  return row?.counted ?? 0
}
