import { z } from 'zod'
import {
  type ChannelKey,
  channelKey,
  id,
  line,
  type MessageKey,
  messageKey,
  revision,
  text,
  time,
  type UserKey,
  userKey,
} from './fields.ts'
import { limits } from './limits.ts'
import { Member, Membership, NotifyLevel } from './member.ts'
import { Message } from './message.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { User } from './user.ts'
import { isVisible } from './visible.ts'

export type ChannelKind = 'direct' | 'group' | 'public' | 'announcement' | 'thread'
export const ChannelKind: Schema<ChannelKind> = exactly(z.enum(['direct', 'group', 'public', 'announcement', 'thread']))

export interface Channel {
  id: string
  kind: ChannelKind
  /** Null in a direct conversation: show the other person's name. */
  name: string | null
  /** The name looks like that of another open channel. Both are from before such names were refused. */
  nameClashes: boolean
  description: string | null
  createdBy: string | null
  createdAt: string
  archivedAt: string | null
  /** How long a member must wait between two messages. 0: slow mode is off. */
  slowModeSeconds: number
  /** The number of the oldest message that still exists. It is 1 until retention removes old messages. */
  firstNumber: number
  /** The number of the newest message, which is how many were ever sent. 0 in a new channel. */
  lastNumber: number
  /** The same without system notices, which are never unread. */
  counted: number
  /** Grows with every change of the channel, its members or its messages. */
  revision: number
  /** Of a thread: the message below which it is. */
  parent: MessageKey | null
}
const channel = {
  id,
  kind: ChannelKind,
  name: z.string().nullable(),
  nameClashes: z.boolean(),
  description: z.string().nullable(),
  createdBy: id.nullable(),
  createdAt: time,
  archivedAt: time.nullable(),
  slowModeSeconds: z.int().nonnegative(),
  firstNumber: z.int().positive(),
  lastNumber: z.int().nonnegative(),
  counted: z.int().nonnegative(),
  revision,
  parent: z.strictObject(messageKey).nullable(),
}
export const Channel: Schema<Channel> = exactly(z.strictObject(channel))

/** A channel as a list shows it. */
export interface ChannelSummary extends Channel {
  /** Null while the caller reads an open channel without being a member, or a thread without following it. */
  membership: Membership | null
  lastMessage: Message | null
  /** The other person in a direct conversation. */
  peer: User | null
}
const summary = {
  ...channel,
  membership: Membership.nullable(),
  lastMessage: Message.nullable(),
  peer: User.nullable(),
}
export const ChannelSummary: Schema<ChannelSummary> = exactly(z.strictObject(summary))

/** Empty: the channel has none. */
const description = text(limits.descriptionMax).refine(
  (s) => s.trim() === '' || isVisible(s),
  'must have a visible character',
)

/** All channels of the caller, ordered by their latest message, newest first. */
export const channelsList: Schemas<undefined, ChannelSummary[]> = { output: z.array(ChannelSummary) }
export const channelsGet: Schemas<ChannelKey, ChannelSummary> = {
  input: exactly(z.strictObject(channelKey)),
  output: ChannelSummary,
}

export interface ChannelsBrowseInput {
  query?: string | undefined
  /** True: the archived channels that the caller may read, open ones and the groups that they are in. Default: false. */
  archived?: boolean | undefined
  /** The `cursor` of the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}
/** An open channel, for those who look for one to join. */
export interface OpenChannel extends ChannelSummary {
  memberCount: number
}
export interface OpenChannelsPage {
  /** Public and announcement channels, by name; of archived ones also groups. */
  channels: OpenChannel[]
  /** Null: this was the last page. */
  cursor: string | null
}
const OpenChannel: Schema<OpenChannel> = exactly(z.strictObject({ ...summary, memberCount: z.int().nonnegative() }))
export const channelsBrowse: Schemas<ChannelsBrowseInput, OpenChannelsPage, 'limit'> = {
  input: exactly(
    z.strictObject({
      query: text(limits.searchQueryMax).optional(),
      archived: z.boolean().optional(),
      cursor: text(1_000).optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
    }),
  ),
  output: exactly(z.strictObject({ channels: z.array(OpenChannel), cursor: z.string().nullable() })),
}

export interface ChannelsCreateInput {
  kind: 'group' | 'public' | 'announcement'
  /** Names of public and announcement channels must not look alike. */
  name: string
  description?: string | undefined
  memberIds?: string[] | undefined
  /** A retry with the same `clientId` returns the channel that the first attempt made. */
  clientId?: string | undefined
}
export const channelsCreate: Schemas<ChannelsCreateInput, ChannelSummary> = {
  input: exactly(
    z.strictObject({
      kind: z.enum(['group', 'public', 'announcement']),
      name: line(limits.channelNameMax),
      description: description.optional(),
      memberIds: z.array(id).max(limits.membersAddMax).optional(),
      clientId: id.optional(),
    }),
  ),
  output: ChannelSummary,
}
export const channelsOpenDirect: Schemas<UserKey, ChannelSummary> = {
  input: exactly(z.strictObject(userKey)),
  output: ChannelSummary,
}
export const channelsJoin: Schemas<ChannelKey, ChannelSummary> = {
  input: exactly(z.strictObject(channelKey)),
  output: ChannelSummary,
}

export interface ChannelsLeaveInput extends ChannelKey {
  /** The last owner of a channel that still has other members must name a successor. */
  successorId?: string | undefined
}
export const channelsLeave: Schemas<ChannelsLeaveInput, null> = {
  input: exactly(z.strictObject({ ...channelKey, successorId: id.optional() })),
  output: z.null(),
}
export const channelsArchive: Schemas<ChannelKey, Channel> = {
  input: exactly(z.strictObject(channelKey)),
  output: Channel,
}
export const channelsUnarchive: Schemas<ChannelKey, Channel> = {
  input: exactly(z.strictObject(channelKey)),
  output: Channel,
}

export interface ChannelsSetNotifyInput extends ChannelKey {
  notify: NotifyLevel
}
export const channelsSetNotify: Schemas<ChannelsSetNotifyInput, Membership> = {
  input: exactly(z.strictObject({ ...channelKey, notify: NotifyLevel })),
  output: Membership,
}

export interface ChannelsUpdateInput extends ChannelKey {
  name?: string | undefined
  description?: string | null | undefined
  /** How long a member must wait between two messages; owners and admins need not. 0 turns slow mode off. */
  slowModeSeconds?: number | undefined
}
export const channelsUpdate: Schemas<ChannelsUpdateInput, Channel> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      name: line(limits.channelNameMax).optional(),
      description: description.nullish(),
      slowModeSeconds: z.int().min(0).max(limits.slowModeSecondsMax).optional(),
    }),
  ),
  output: Channel,
}

export interface ChannelsChangesInput extends ChannelKey {
  /** The revision that the client has. */
  since: number
  limit?: number | undefined
}
/** What has changed in a channel since a revision. */
export interface ChannelChanges {
  /** Changes when a backup is restored. A client must drop everything that it holds from another epoch. */
  epoch: string
  /**
   * The revision of the last row on this page; ask again from here while `more` is true. With `reset`, the channel's
   * current revision: load the list again and follow changes from here.
   */
  revision: number
  more: boolean
  reset: boolean
  messages: Message[]
  members: Member[]
  /** The channel at the moment of this read, with its counters. Null with `more` and with `reset`. */
  channel: Channel | null
}
export const channelsChanges: Schemas<ChannelsChangesInput, ChannelChanges, 'limit'> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      since: revision,
      limit: z.int().min(1).max(limits.changesMax).default(limits.pageMax),
    }),
  ),
  output: exactly(
    z.strictObject({
      epoch: id,
      revision,
      more: z.boolean(),
      reset: z.boolean(),
      messages: z.array(Message),
      members: z.array(Member),
      channel: Channel.nullable(),
    }),
  ),
}
export const channelsTyping: Schemas<ChannelKey, null> = {
  input: exactly(z.strictObject(channelKey)),
  output: z.null(),
}
