import type { MemberRow } from '@chime/db'
import type { ChannelEvent } from '../event/publish.ts'
import { toMember } from './present.ts'

/** The event that tells a channel of one of its members, whose row has just got a new revision. */
export const memberEvent = (row: MemberRow): ChannelEvent => ({
  type: 'member',
  channelId: row.channelId,
  after: row.revision - 1,
  revision: row.revision,
  member: toMember(row),
})
