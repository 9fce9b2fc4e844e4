import type { ChannelRow, MemberRow } from '@chime/db'
import type { EventOf } from '@chime/protocol'

type Step = { after: number; revision: number }
type Marked = {
  channel: Pick<ChannelRow, 'revision' | 'lastNumber' | 'counted'>
  member: Pick<MemberRow, 'channelId' | 'readNumber' | 'readVersion' | 'readCounted' | 'skipped'>
  mentions: number
}

/** The event that tells a user's devices where their read marker is, and what is counted after it. */
export const markerEvent = ({ channel, member, mentions }: Marked, step: Step): EventOf<'marker'> => ({
  type: 'marker',
  ...step,
  channelId: member.channelId,
  readNumber: member.readNumber,
  readVersion: member.readVersion,
  readCounted: member.readCounted,
  skipped: member.skipped,
  mentions,
  channelRevision: channel.revision,
  lastNumber: channel.lastNumber,
  counted: channel.counted,
})
