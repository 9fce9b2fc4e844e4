import type { Channel, Member, Membership } from '@chime/protocol'
import type { ChannelRow, MemberRow } from './access.ts'

/** The row as its readers see it. */
export const toChannel = (row: ChannelRow): Channel => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  description: row.description,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
  slowModeSeconds: row.slowModeSeconds,
  firstNumber: row.firstNumber,
  lastNumber: row.lastNumber,
  counted: row.counted,
  revision: row.revision,
  parent:
    row.parentChannelId !== null && row.parentNumber !== null
      ? { channelId: row.parentChannelId, number: row.parentNumber }
      : null,
})

/** The row as everyone in the channel sees it. */
export const toMember = (row: MemberRow): Member => ({
  channelId: row.channelId,
  userId: row.userId,
  role: row.role,
  joinedAt: row.joinedAt.toISOString(),
  leftAt: row.leftAt?.toISOString() ?? null,
  revision: row.revision,
})

/**
 * The row as its owner sees it. Unread needs no counting: it is the difference of two running totals.
 *
 * @param mentions see `unreadMentions`
 */
export const toMembership = (row: MemberRow, channel: Pick<ChannelRow, 'counted'>, mentions: number): Membership => ({
  ...toMember(row),
  readNumber: row.readNumber,
  readVersion: row.readVersion,
  notify: row.notify,
  unread: Math.max(0, channel.counted - row.readCounted),
  mentions,
})
