import { nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Membership } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, type OwnEvent, userPublication } from '../event/publish.ts'
import { type ChannelRow, isOpen, type MemberRow } from './access.ts'
import { toMembership } from './present.ts'
import { unreadMentions } from './unread-mentions.ts'

const { channels, members } = schema

export type Mine = { channel: ChannelRow; member: MemberRow }
type Changed = Mine & { mentions: number; step: { after: number; revision: number } }
type Decision = { set: Partial<MemberRow>; event: (changed: Changed) => OwnEvent }

/**
 * Changes what is mine alone of a membership, and tells all my devices. It is stamped with a revision of my own stream and not
 * with the channel's: readers must not queue behind the channel's lock.
 *
 * @param decide what is to be set, read under the lock on my row; null: nothing changes, and nobody is told
 * @param first taken before, in the order of locks
 * @throws Refusal `NOT_FOUND` for outsiders, `FORBIDDEN` where an open channel would first have to be joined
 */
export function changeMembership(
  ctx: SignedInContext,
  channelId: string,
  decide: (tx: Tx, mine: Mine) => Promise<Decision | null>,
  first?: (tx: Tx) => Promise<unknown>,
): Promise<{ membership: Membership; channel: ChannelRow; hasChanged: boolean }> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    await first?.(tx)
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound()
    const mine = await lockMine(tx, userId, channelId)
    const decision = await decide(tx, mine)
    if (!decision) throw new Unchanged(mine, await countMentions(tx, mine.member))
    const [member] = await tx
      .update(members)
      .set({ ...decision.set, userRevision: revision })
      .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
      .returning()
    if (!member) throw notFound()
    const { channel } = mine
    const mentions = await countMentions(tx, member)
    say(userPublication(userId, decision.event({ channel, member, mentions, step: { after: revision - 1, revision } })))
    return { membership: toMembership(member, channel, mentions), channel, hasChanged: true }
  }).catch((error: unknown) => {
    if (!(error instanceof Unchanged)) throw error
    const { channel, member } = error.mine
    return { membership: toMembership(member, channel, error.mentions), channel, hasChanged: false }
  })
}

/** Rolls the transaction back, revision included: nothing changed, so nobody is told. */
class Unchanged extends Error {
  readonly mine: Mine
  readonly mentions: number
  constructor(mine: Mine, mentions: number) {
    super('the membership stays as it is')
    this.mine = mine
    this.mentions = mentions
  }
}

async function lockMine(tx: Tx, userId: string, channelId: string): Promise<Mine> {
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
