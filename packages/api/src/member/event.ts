import type { MemberRow } from '@chime/db'
import { toMember } from '../channel/present.ts'
import type { ChannelEvent } from '../event/publish.ts'

/** What a channel hears of one of its members, whose row has just been stamped. */
export const memberEvent = (row: MemberRow): ChannelEvent => ({
  type: 'member',
  channelId: row.channelId,
  after: row.revision - 1,
  revision: row.revision,
  member: toMember(row),
})
