import { type ChannelRow, type MemberRow, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Membership, UserEvent } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { isOpen } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, userPublication } from '../event/publish.ts'
import { unreadMentions } from '../mention/unread.ts'
import { toMembership, unreadOf } from './present.ts'
import { isShown } from './shown.ts'

const { channels, members } = schema

export type OwnMembership = { channel: ChannelRow; member: MemberRow }
type Changed = OwnMembership & { mentions: number; step: { after: number; revision: number } }
type Decision = { set: Partial<MemberRow>; event: (changed: Changed) => UserEvent }

/**
 * Changes what only the member themselves sees of a membership, and tells all their devices. It takes a revision of
 * their own stream and none of the channel: people who read must not wait for the channel's lock.
 *
 * @param decide runs under the lock on the member row and returns what to set; null when nothing changes, and then
 * nobody is told
 * @param first runs before, for locks that come earlier in the order of locks
 * @throws Refusal `NOT_FOUND` for outsiders, `FORBIDDEN` where the user would first have to join an open channel
 */
export function changeMembership(
  ctx: SignedInContext,
  channelId: string,
  decide: (tx: Tx, own: OwnMembership) => Promise<Decision | null>,
  first?: (tx: Tx) => Promise<unknown>,
): Promise<{ membership: Membership; channel: ChannelRow; hasChanged: boolean }> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await first?.(tx)
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound()
    const own = await lockOwn(tx, userId, channelId)
    const decision = await decide(tx, own)
    if (!decision) throw new Unchanged(own, await countMentions(tx, own))
    const [member] = await tx
      .update(members)
      .set({ ...decision.set, userRevision: revision })
      .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
      .returning()
    if (!member) throw notFound()
    const { channel } = own
    const mentions = await countMentions(tx, { channel, member })
    publishAfterCommit(
      userPublication(userId, decision.event({ channel, member, mentions, step: { after: revision - 1, revision } })),
    )
    return { membership: toMembership(member, channel, mentions), channel, hasChanged: true }
  }).catch((error: unknown) => {
    if (!(error instanceof Unchanged)) throw error
    const { channel, member } = error.own
    return { membership: toMembership(member, channel, error.mentions), channel, hasChanged: false }
  })
}

/** Thrown to roll the transaction back, so that no revision is used up where nothing has changed. */
class Unchanged extends Error {
  readonly own: OwnMembership
  readonly mentions: number
  constructor(own: OwnMembership, mentions: number) {
    super('the membership stays as it is')
    this.own = own
    this.mentions = mentions
  }
}

async function lockOwn(tx: Tx, userId: string, channelId: string): Promise<OwnMembership> {
  const [member] = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId), isShown))
    .for('update')
  // Read after the lock: it has waited for those who were just writing, and what they changed must be seen in both rows.
  const [channel] = await tx.select().from(channels).where(eq(channels.id, channelId))
  if (member && channel) return { channel, member }
  throw channel && isOpen(channel) ? new Refusal('FORBIDDEN', 'Join the channel first') : notFound()
}

/** Counts as at the moment of `channel`, so that who is told can add what came after it. */
async function countMentions(tx: Tx, { channel, member }: OwnMembership): Promise<number> {
  if (unreadOf(member, channel) === 0) return 0
  const { channelId, userId } = member
  const [row] = await tx
    .select({ mentions: unreadMentions(channel.lastNumber) })
    .from(members)
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
  return row?.mentions ?? 0
}
