import type { ChannelRow, MemberRow } from '@chime/db'
import type { Member, Membership } from '@chime/protocol'

/** Turns the row into what everybody in the channel sees. */
export const toMember = (row: MemberRow): Member => ({
  channelId: row.channelId,
  userId: row.userId,
  role: row.role,
  joinedAt: row.joinedAt.toISOString(),
  leftAt: row.leftAt?.toISOString() ?? null,
  revision: row.revision,
})

type Counters = Pick<MemberRow, 'readCounted' | 'skipped'>

/** How many messages a member has to read. They need not be counted: their number is a difference of running totals. */
export const unreadOf = ({ readCounted, skipped }: Counters, { counted }: Pick<ChannelRow, 'counted'>): number =>
  Math.max(0, counted - readCounted - skipped)

/**
 * Turns the row into what the member themselves sees.
 *
 * @param mentions see `unreadMentions`
 */
export const toMembership = (row: MemberRow, channel: Pick<ChannelRow, 'counted'>, mentions: number): Membership => ({
  ...toMember(row),
  readNumber: row.readNumber,
  readVersion: row.readVersion,
  notify: row.notify,
  unread: unreadOf(row, channel),
  mentions,
})
