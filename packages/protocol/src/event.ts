import { z } from 'zod'
import { Channel, ChannelSummary } from './channel.ts'
import { Draft } from './draft.ts'
import { limits } from './limits.ts'
import { Member, NotifyLevel } from './member.ts'
import { Message } from './message.ts'
import { Reminder, Scheduled } from './schedule.ts'
import { id, revision, time } from './text.ts'
import { Block, Me, User } from './user.ts'

/** Where a channel stands, in `hello`: enough to know whether anything was missed. */
export const Head = z.strictObject({
  channelId: id,
  revision,
  lastNumber: z.int().nonnegative(),
  counted: z.int().nonnegative(),
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
  readNumber: z.int().nonnegative(),
  readVersion: z.int().nonnegative(),
})
export type Head = z.infer<typeof Head>

/** `after` is the stream's revision before this event: whoever knows less than `after` has missed something. */
const step = { after: revision, revision }

export const Hello = z.strictObject({
  type: z.literal('hello'),
  epoch: id,
  connectionId: id,
  serverTime: time,
  userRevision: revision,
  channels: z.array(Head),
  last: z.boolean(),
})
export type Hello = z.infer<typeof Hello>

/**
 * What a stream carries, in batches. An event is a row that could be read as well, pushed early: applying it twice
 * or late does no harm, and losing it is found by `after`. Skip types that you do not know.
 */
export const ServerEvent = z.discriminatedUnion('type', [
  Hello,
  z.strictObject({ type: z.literal('message'), channelId: id, ...step, message: Message }),
  z.strictObject({ type: z.literal('channel'), channelId: id, ...step, channel: Channel }),
  z.strictObject({ type: z.literal('member'), channelId: id, ...step, member: Member }),
  z.strictObject({ type: z.literal('typing'), channelId: id, userId: id, expiresAt: time }),
  z.strictObject({ type: z.literal('receipt'), channelId: id, userId: id, readNumber: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('joined'), ...step, channel: ChannelSummary }),
  z.strictObject({ type: z.literal('left'), ...step, channelId: id }),
  z.strictObject({
    type: z.literal('marker'),
    ...step,
    channelId: id,
    readNumber: z.int().nonnegative(),
    readVersion: z.int().nonnegative(),
    /** `counted` at the marker: unread is the channel's `counted` less this, whatever arrives in between. */
    readCounted: z.int().nonnegative(),
    mentions: z.int().nonnegative(),
    /** The channel's revision that this takes account of: messages of mine with a later one move the marker on. */
    channelRevision: z.int().nonnegative(),
  }),
  z.strictObject({ type: z.literal('notify'), ...step, channelId: id, notify: NotifyLevel }),
  z.strictObject({ type: z.literal('draft'), ...step, draft: Draft }),
  z.strictObject({ type: z.literal('block'), ...step, ...Block.shape }),
  z.strictObject({ type: z.literal('scheduled'), ...step, scheduled: Scheduled }),
  z.strictObject({ type: z.literal('reminder'), ...step, reminder: Reminder }),
  z.strictObject({ type: z.literal('me'), ...step, user: Me }),
  z.strictObject({ type: z.literal('user'), user: User }),
])
export type ServerEvent = z.infer<typeof ServerEvent>
export type EventOf<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>

export const eventsSubscribe = {
  input: z
    .strictObject({
      /** Only these; may name a public channel that I have not joined. Left out: all of mine, also those I join later. */
      channelIds: z.array(id).max(limits.streamChannelsMax).optional(),
    })
    .default({}),
}
