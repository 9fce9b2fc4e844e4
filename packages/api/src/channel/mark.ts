import { lockChannel, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Membership } from '@chime/protocol'
import { and, desc, eq, isNull, lte } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, userPublication } from '../event/publish.ts'
import { type ChannelRow, isOpen, type MemberRow } from './access.ts'
import { toMembership } from './present.ts'
import { unreadMentions } from './unread-mentions.ts'

const { channels, members, messages } = schema

type Found = { channel: ChannelRow; member: MemberRow }

/**
 * Moves my marker forward to `number`, on all my devices. Never back: a smaller number, or a decision taken on an older
 * `version` of the marker, changes nothing and gets the marker as it is.
 */
export function markRead(
  ctx: SignedInContext,
  { channelId, number, version }: { channelId: string; number: number; version?: number },
): Promise<Membership> {
  return moveMarker(ctx, channelId, ({ channel, member }) => {
    if (version !== undefined && version < member.readVersion) return null
    const target = Math.min(number, channel.lastNumber)
    return target > member.readNumber ? target : null
  })
}

/** Moves my marker to just before `number`, which becomes the first unread message. */
export function markUnread(
  ctx: SignedInContext,
  { channelId, number }: { channelId: string; number: number },
): Promise<Membership> {
  const decide = ({ channel }: Found) => {
    if (number > channel.lastNumber) throw notFound('message')
    return number - 1
  }
  return moveMarker(ctx, channelId, decide, lockChannel)
}

function moveMarker(
  ctx: SignedInContext,
  channelId: string,
  decide: (found: Found) => number | null,
  lock?: typeof lockChannel,
): Promise<Membership> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    // The marker belongs to the user's stream, not to the channel's: readers must not queue behind the channel's lock.
    // Only a marker that goes back does, since my own messages move it forward: which came last must be known.
    await lock?.(tx, channelId)
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (userRevision === undefined) throw notFound()
    const found = await lockMarker(tx, userId, channelId)
    const readNumber = decide(found)
    if (readNumber === null)
      throw new Unmoved(toMembership(found.member, found.channel, await countMentions(tx, found.member)))
    const readCounted = await countedAt(tx, channelId, readNumber)
    const [member] = await tx
      .update(members)
      .set({ readNumber, readCounted, readVersion: found.member.readVersion + 1, userRevision })
      .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
      .returning()
    if (!member) throw notFound()
    const { readVersion } = member
    const mentions = await countMentions(tx, member)
    say(
      userPublication(userId, {
        type: 'marker',
        after: userRevision - 1,
        revision: userRevision,
        channelId,
        readNumber,
        readVersion,
        readCounted,
        mentions,
        channelRevision: found.channel.revision,
      }),
    )
    return toMembership(member, found.channel, mentions)
  }).catch((error: unknown) => {
    if (error instanceof Unmoved) return error.membership
    throw error
  })
}

/** Rolls the transaction back, revision included: nothing changed, so nobody is told. */
class Unmoved extends Error {
  readonly membership: Membership
  constructor(membership: Membership) {
    super('the marker stays where it is')
    this.membership = membership
  }
}

async function lockMarker(tx: Tx, userId: string, channelId: string): Promise<Found> {
  const [found] = await tx
    .select({ channel: channels, member: members })
    .from(members)
    .innerJoin(channels, eq(channels.id, members.channelId))
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId), isNull(members.leftAt)))
    .for('update', { of: members })
  if (found) return found
  const [channel] = await tx.select().from(channels).where(eq(channels.id, channelId))
  throw channel && isOpen(channel) ? new Refusal('FORBIDDEN', 'Join the channel first') : notFound()
}

async function countMentions(tx: Tx, { channelId, userId }: MemberRow): Promise<number> {
  const [row] = await tx
    .select({ mentions: unreadMentions })
    .from(members)
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
  return row?.mentions ?? 0
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
