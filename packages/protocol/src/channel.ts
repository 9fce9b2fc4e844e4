import { z } from 'zod'
import { Draft } from './draft.ts'
import { limits } from './limits.ts'
import { Member, Membership, NotifyLevel } from './member.ts'
import { Message } from './message.ts'
import { Reminder, Scheduled } from './schedule.ts'
import { id, line, number, revision, text, time } from './text.ts'
import { Block, Me, User } from './user.ts'

export const ChannelKind = z.enum(['direct', 'group', 'public', 'announcement', 'thread'])
export type ChannelKind = z.infer<typeof ChannelKind>

export const Channel = z.strictObject({
  id,
  kind: ChannelKind,
  /** Null in a direct conversation: its name is the other person's. */
  name: z.string().nullable(),
  description: z.string().nullable(),
  createdBy: id.nullable(),
  createdAt: time,
  archivedAt: time.nullable(),
  slowModeSeconds: z.int().nonnegative(),
  /** 1 until retention removes the start. */
  firstNumber: z.int().positive(),
  /** How many messages were ever sent; 0 in a new channel. */
  lastNumber: z.int().nonnegative(),
  /** The same without system notices: `unread = counted - counted at my marker`. */
  counted: z.int().nonnegative(),
  revision,
  parent: z.strictObject({ channelId: id, number }).nullable(),
})
export type Channel = z.infer<typeof Channel>

/** A channel as a list shows it. `membership` is null while I only look on. */
export const ChannelSummary = Channel.extend({
  membership: Membership.nullable(),
  lastMessage: Message.nullable(),
  /** The other person of a direct conversation. */
  peer: User.nullable(),
})
export type ChannelSummary = z.infer<typeof ChannelSummary>

const channelId = z.strictObject({ channelId: id })
const description = text(limits.descriptionMax)

/** All my channels, the latest message first. */
export const channelsList = { output: z.array(ChannelSummary) }
export const channelsGet = { input: channelId, output: ChannelSummary }
export const channelsBrowse = {
  input: z.strictObject({
    query: text(limits.searchQueryMax).optional(),
    cursor: text(400).optional(),
    limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
  }),
  output: z.strictObject({
    /** Public and announcement channels by name, with how many people are in each. */
    channels: z.array(ChannelSummary.extend({ memberCount: z.int().nonnegative() })),
    cursor: z.string().nullable(),
  }),
}
export const channelsCreate = {
  input: z.strictObject({
    kind: z.enum(['group', 'public', 'announcement']),
    name: line(limits.channelNameMax),
    description: description.optional(),
    memberIds: z.array(id).max(limits.membersAddMax).optional(),
    /** A retry with the same one answers with the channel that the first try made. */
    clientId: id.optional(),
  }),
  output: ChannelSummary,
}
export const channelsOpenDirect = { input: z.strictObject({ userId: id }), output: ChannelSummary }
/** The thread below a message is a channel of its own, the same for everybody who asks. */
export const channelsOpenThread = { input: z.strictObject({ channelId: id, number }), output: ChannelSummary }
export const channelsJoin = { input: channelId, output: ChannelSummary }
/** The last owner of a channel with people in it says who is to be owner instead. */
export const channelsLeave = {
  input: z.strictObject({ channelId: id, successorId: id.optional() }),
  output: z.null(),
}
export const channelsArchive = { input: channelId, output: Channel }
export const channelsUnarchive = { input: channelId, output: Channel }
export const channelsSetNotify = { input: z.strictObject({ channelId: id, notify: NotifyLevel }), output: Membership }
/** Others' read markers, in direct conversations and groups of at most `limits.receiptMembersMax`; elsewhere none. */
export const channelsReceipts = {
  input: channelId,
  output: z.array(z.strictObject({ userId: id, readNumber: z.int().nonnegative() })),
}
export const channelsMarkAllRead = { output: z.strictObject({ channelIds: z.array(id) }) }
export const channelsUpdate = {
  input: z.strictObject({
    channelId: id,
    name: line(limits.channelNameMax).optional(),
    description: description.nullish(),
    /** Between two messages of one member; owners and admins need not wait. 0: no wait. */
    slowModeSeconds: z.int().min(0).max(limits.slowModeSecondsMax).optional(),
  }),
  output: Channel,
}
export const channelsChanges = {
  input: z.strictObject({
    channelId: id,
    since: revision,
    limit: z.int().min(1).max(limits.changesMax).default(limits.pageMax),
  }),
  output: z.strictObject({
    /** Renewed when a backup is restored: what a client holds from another epoch counts for nothing. */
    epoch: id,
    /** That of the page's last row; ask again from here while `more`. With `reset`, the head: list from there. */
    revision,
    more: z.boolean(),
    reset: z.boolean(),
    messages: z.array(Message),
    members: z.array(Member),
    /** The channel as it is in this snapshot, with its counters; null with `more` and `reset`. */
    channel: Channel.nullable(),
  }),
}
export const channelsMarkRead = {
  input: z.strictObject({
    channelId: id,
    number: z.int().nonnegative(),
    /** The marker's version that this was decided on; an older one never undoes a newer `markUnread`. */
    version: z.int().nonnegative().optional(),
  }),
  output: Membership,
}
export const channelsMarkUnread = {
  /** The first message to be unread. */
  input: z.strictObject({ channelId: id, number }),
  output: Membership,
}
export const channelsTyping = { input: channelId, output: z.null() }

/** What changed on my own stream: memberships, markers, profile, drafts, blocks, what I scheduled, reminders. */
export const usersChanges = {
  input: z.strictObject({ since: revision, limit: z.int().min(1).max(limits.changesMax).default(limits.pageMax) }),
  output: z.strictObject({
    epoch: id,
    revision,
    more: z.boolean(),
    reset: z.boolean(),
    /** If my profile changed since. */
    me: Me.nullable(),
    /** Channels whose membership changed and that I am in. */
    channels: z.array(ChannelSummary),
    /** Ids of the channels that I left since. */
    left: z.array(id),
    /** Also those that are empty now. */
    drafts: z.array(Draft),
    blocks: z.array(Block),
    /** Also those that were sent or taken away. */
    scheduled: z.array(Scheduled),
    reminders: z.array(Reminder),
  }),
}
