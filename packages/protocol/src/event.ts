import { z } from 'zod'
import type { Block } from './block.ts'
import { Channel, ChannelSummary } from './channel.ts'
import { Draft } from './draft.ts'
import { channelKey, id, revision, time, userKey } from './fields.ts'
import { Group } from './group.ts'
import { Invitation } from './invitation.ts'
import { limits } from './limits.ts'
import { Member, NotifyLevel } from './member.ts'
import { Message } from './message.ts'
import { Reminder } from './reminder.ts'
import { Saved } from './saved.ts'
import { Scheduled } from './scheduled.ts'
import { exactly, type Schema } from './schema.ts'
import { Me, User } from './user.ts'

/** A channel's position, in `hello`: a client compares it with its own to know whether it missed anything. */
export interface Head {
  channelId: string
  revision: number
  lastNumber: number
  counted: number
  unread: number
  mentions: number
  readNumber: number
  readVersion: number
}
export const Head: Schema<Head> = exactly(
  z.strictObject({
    ...channelKey,
    revision,
    lastNumber: z.int().nonnegative(),
    counted: z.int().nonnegative(),
    unread: z.int().nonnegative(),
    mentions: z.int().nonnegative(),
    readNumber: z.int().nonnegative(),
    readVersion: z.int().nonnegative(),
  }),
)

/** The first event of a stream: where everything stands. In parts, if there are many channels. */
export interface Hello {
  type: 'hello'
  /** Changes when a backup is restored. */
  epoch: string
  connectionId: string
  serverTime: string
  userRevision: number
  channels: Head[]
  /**
   * Ids of the users whom the user blocks: what they write is not counted. In the last part of a stream of all channels.
   */
  blocked?: string[] | undefined
  /** Where the user groups stand, which are one more stream. In the last part of a stream of all channels. */
  groupsRevision?: number | undefined
  /** Whether this is the last part. */
  last: boolean
}
const hello = z.strictObject({
  type: z.literal('hello'),
  epoch: id,
  connectionId: id,
  serverTime: time,
  userRevision: revision,
  channels: z.array(Head),
  blocked: z.array(id).optional(),
  groupsRevision: revision.optional(),
  last: z.boolean(),
})
export const Hello: Schema<Hello> = exactly(hello)

/** An event that is one step of a stream: a channel's, or the user's own. */
interface Step {
  /** The stream's revision before this event. A client whose revision is lower has missed something. */
  after: number
  /** The stream's revision with this event. */
  revision: number
}
const step = { after: revision, revision }

interface MessageEvent extends Step {
  type: 'message'
  channelId: string
  message: Message
}
interface ChannelEvent extends Step {
  type: 'channel'
  channelId: string
  channel: Channel
}
interface MemberEvent extends Step {
  type: 'member'
  channelId: string
  member: Member
}
/** Somebody is writing. A hint, which ends by itself. */
interface TypingEvent {
  type: 'typing'
  channelId: string
  userId: string
  expiresAt: string
}
/** How far another member has read. A hint. */
interface ReceiptEvent {
  type: 'receipt'
  channelId: string
  userId: string
  readNumber: number
}
interface JoinedEvent extends Step {
  type: 'joined'
  channel: ChannelSummary
}
interface LeftEvent extends Step {
  type: 'left'
  channelId: string
}
interface MarkerEvent extends Step {
  type: 'marker'
  channelId: string
  readNumber: number
  readVersion: number
  /** The channel's `counted` at the marker. */
  readCounted: number
  /** How many messages after the marker are counted in the channel, but not for the user: own, deleted and blocked ones. */
  skipped: number
  /** How many messages after the marker mention the user. */
  mentions: number
  /**
   * The channel's revision and its counters of that moment. `skipped` and `mentions` are as they were then: what has
   * changed since comes on top.
   */
  channelRevision: number
  lastNumber: number
  counted: number
}
interface NotifyEvent extends Step {
  type: 'notify'
  channelId: string
  notify: NotifyLevel
}
interface DraftEvent extends Step {
  type: 'draft'
  draft: Draft
}
interface BlockEvent extends Step, Block {
  type: 'block'
}
interface ScheduledEvent extends Step {
  type: 'scheduled'
  scheduled: Scheduled
}
interface ReminderEvent extends Step {
  type: 'reminder'
  reminder: Reminder
}
interface SavedEvent extends Step {
  type: 'saved'
  saved: Saved
}
/** Somebody wants the user in a channel; or this was answered, or withdrawn. */
interface InvitedEvent extends Step {
  type: 'invited'
  invitation: Invitation
}
interface MeEvent extends Step {
  type: 'me'
  user: Me
}
/** A user group was made, changed or deleted. A step of the stream of all groups, which every stream of all channels has. */
interface GroupEvent extends Step {
  type: 'group'
  group: Group
}
/** The profile of somebody with whom the user shares a channel has changed. */
interface ProfileEvent {
  type: 'user'
  user: User
}

/**
 * An event of a stream; streams carry them in batches. An event is a row that the client could also read by a query,
 * pushed early. So applying it twice or late does no harm, and `after` shows when one was lost. A client skips types
 * that it does not know.
 */
export type ServerEvent =
  | Hello
  | MessageEvent
  | ChannelEvent
  | MemberEvent
  | TypingEvent
  | ReceiptEvent
  | JoinedEvent
  | LeftEvent
  | MarkerEvent
  | NotifyEvent
  | DraftEvent
  | BlockEvent
  | ScheduledEvent
  | ReminderEvent
  | SavedEvent
  | InvitedEvent
  | MeEvent
  | ProfileEvent
  | GroupEvent

export const ServerEvent: Schema<ServerEvent> = exactly(
  z.discriminatedUnion('type', [
    hello,
    z.strictObject({ type: z.literal('message'), ...channelKey, ...step, message: Message }),
    z.strictObject({ type: z.literal('channel'), ...channelKey, ...step, channel: Channel }),
    z.strictObject({ type: z.literal('member'), ...channelKey, ...step, member: Member }),
    z.strictObject({ type: z.literal('typing'), ...channelKey, ...userKey, expiresAt: time }),
    z.strictObject({ type: z.literal('receipt'), ...channelKey, ...userKey, readNumber: z.int().nonnegative() }),
    z.strictObject({ type: z.literal('joined'), ...step, channel: ChannelSummary }),
    z.strictObject({ type: z.literal('left'), ...step, ...channelKey }),
    z.strictObject({
      type: z.literal('marker'),
      ...step,
      ...channelKey,
      readNumber: z.int().nonnegative(),
      readVersion: z.int().nonnegative(),
      readCounted: z.int().nonnegative(),
      skipped: z.int().nonnegative(),
      mentions: z.int().nonnegative(),
      channelRevision: z.int().nonnegative(),
      lastNumber: z.int().nonnegative(),
      counted: z.int().nonnegative(),
    }),
    z.strictObject({ type: z.literal('notify'), ...step, ...channelKey, notify: NotifyLevel }),
    z.strictObject({ type: z.literal('draft'), ...step, draft: Draft }),
    z.strictObject({ type: z.literal('block'), ...step, ...userKey, blocked: z.boolean() }),
    z.strictObject({ type: z.literal('scheduled'), ...step, scheduled: Scheduled }),
    z.strictObject({ type: z.literal('reminder'), ...step, reminder: Reminder }),
    z.strictObject({ type: z.literal('saved'), ...step, saved: Saved }),
    z.strictObject({ type: z.literal('invited'), ...step, invitation: Invitation }),
    z.strictObject({ type: z.literal('me'), ...step, user: Me }),
    z.strictObject({ type: z.literal('user'), user: User }),
    z.strictObject({ type: z.literal('group'), ...step, group: Group }),
  ]),
)
export type EventOf<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>

export interface EventsSubscribeInput {
  /**
   * Only these channels. They may include open channels that the caller has not joined. Without it: all channels of
   * the caller, also those that they join later.
   */
  channelIds?: string[] | undefined
}
/** The stream carries batches. */
export const eventsSubscribe: {
  input: Schema<EventsSubscribeInput, EventsSubscribeInput | undefined>
  output: Schema<ServerEvent[]>
} = {
  input: exactly(z.strictObject({ channelIds: z.array(id).max(limits.streamChannelsMax).optional() }).default({})),
  output: z.array(ServerEvent),
}
