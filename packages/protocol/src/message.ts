import { z } from 'zod'
import { Attachment } from './attachment.ts'
import {
  type ChannelKey,
  channelKey,
  id,
  type MessageKey,
  messageKey,
  number,
  revision,
  text,
  time,
  visibleText,
} from './fields.ts'
import { limits } from './limits.ts'
import { Poll } from './poll.ts'
import { LinkPreview } from './preview.ts'
import { emoji, Reaction, standingEmoji } from './reaction.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

export interface Message {
  channelId: string
  /**
   * The position in the channel. Numbers have no gaps. It identifies the message in its channel, and serves as page
   * cursor and permalink.
   */
  number: number
  /** The channel's revision at which this message last changed. A client keeps the version with the higher revision. */
  revision: number
  /** `system`: a notice. `noticeOf` tells what it reports. */
  kind: 'user' | 'system'
  /** Made by the sender, once per message. */
  clientId: string
  /** Null: the account is gone. */
  userId: string | null
  /** Markdown. Empty if the message was deleted. */
  content: string
  createdAt: string
  editedAt: string | null
  deletedAt: string | null
  /**
   * The channel's revision at which the message was deleted. From it a client knows whether its counts include that: the
   * message may change once more, when a thread below it gets replies.
   */
  deletedRevision: number | null
  metadata: Record<string, string>
  /** The number of the message that this one answers. */
  replyTo: number | null
  /** The thread below this message. */
  thread: ThreadSummary | null
  reactions: Reaction[]
  mentions: Mentions
  attachments: Attachment[]
  pinned: boolean
  /** The poll's question is the message's content. */
  poll: Poll | null
  /** Previews of the links in the content, once the server has fetched them. */
  previews: LinkPreview[]
  /** Which message this is a copy of, and who wrote that. The caller may not be able to read the original. */
  forwarded: ForwardedFrom | null
}
/** What a message shows of the thread below it. */
export interface ThreadSummary {
  /** The thread is a channel of its own. */
  channelId: string
  /** Without deleted ones, and so are the two below. It is the same for everybody. */
  replies: number
  lastReplyAt: string | null
  /** Some of those who wrote in it. */
  userIds: string[]
}
/** Whom a message mentions. */
export interface Mentions {
  userIds: string[]
  everyone: 'channel' | 'here' | null
}
/** The message of which another is a copy. */
export interface ForwardedFrom {
  channelId: string
  number: number
  userId: string | null
  createdAt: string
}
export const Message: Schema<Message> = exactly(
  z.strictObject({
    ...messageKey,
    revision,
    kind: z.enum(['user', 'system']),
    clientId: id,
    userId: id.nullable(),
    content: z.string(),
    createdAt: time,
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    deletedRevision: revision.nullable(),
    metadata: z.record(z.string(), z.string()),
    replyTo: number.nullable(),
    thread: z
      .strictObject({ channelId: id, replies: z.int(), lastReplyAt: time.nullable(), userIds: z.array(id) })
      .nullable(),
    reactions: z.array(Reaction),
    mentions: z.strictObject({ userIds: z.array(id), everyone: z.enum(['channel', 'here']).nullable() }),
    attachments: z.array(Attachment),
    pinned: z.boolean(),
    poll: Poll.nullable(),
    previews: z.array(LinkPreview),
    forwarded: z.strictObject({ ...messageKey, userId: id.nullable(), createdAt: time }).nullable(),
  }),
)

export const metadata: Schema<Record<string, string>> = z
  .record(text(limits.metadataKeyMax, 1), text(limits.metadataValueMax))
  .refine((m) => Object.keys(m).length <= limits.metadataKeys, `may have at most ${limits.metadataKeys} keys`)

export interface MessagesSendInput extends ChannelKey {
  /**
   * Made once per message by the sender and kept over retries: two sends with the same `clientId` make one message.
   */
  clientId: string
  /** Has a visible character, unless there are attachments. */
  content: string
  /** The number of the message that this one answers; clients show that as a quote. */
  replyTo?: number | undefined
  /** Files that the caller uploaded for this channel and has not sent yet. */
  attachmentIds?: string[] | undefined
  metadata?: Record<string, string> | undefined
}
export const messagesSend: Schemas<MessagesSendInput, Message> = {
  input: exactly(
    z
      .strictObject({
        ...channelKey,
        clientId: id,
        content: visibleText(limits.contentMax, 0),
        replyTo: number.optional(),
        attachmentIds: z.array(id).max(limits.attachmentsMax).optional(),
        metadata: metadata.optional(),
      })
      .refine((i) => i.content.length > 0 || (i.attachmentIds ?? []).length > 0, {
        path: ['content'],
        message: 'must not be empty without attachments',
      }),
  ),
  output: Message,
}

export interface MessagesForwardInput extends MessageKey {
  toChannelId: string
  /** As in `messages.send`. */
  clientId: string
}
export const messagesForward: Schemas<MessagesForwardInput, Message> = {
  input: exactly(z.strictObject({ ...messageKey, toChannelId: id, clientId: id })),
  output: Message,
}

/** At most one of `before`, `after` and `around`. With none of them: the newest messages. */
export interface MessagesListInput extends ChannelKey {
  before?: number | undefined
  after?: number | undefined
  around?: number | undefined
  limit?: number | undefined
}
export interface MessagesPage {
  /** Ascending by number. */
  messages: Message[]
  /** The channel's revision at the moment of this read: follow `channels.changes` from here. */
  revision: number
  hasBefore: boolean
  hasAfter: boolean
}
export const messagesList: Schemas<MessagesListInput, MessagesPage, 'limit'> = {
  input: exactly(
    z
      .strictObject({
        ...channelKey,
        before: number.optional(),
        after: revision.optional(),
        around: number.optional(),
        limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
      })
      .refine(
        (i) => [i.before, i.after, i.around].filter((n) => n !== undefined).length <= 1,
        'takes one of before, after and around',
      ),
  ),
  output: exactly(
    z.strictObject({ messages: z.array(Message), revision, hasBefore: z.boolean(), hasAfter: z.boolean() }),
  ),
}
export const messagesGet: Schemas<MessageKey, Message> = { input: exactly(z.strictObject(messageKey)), output: Message }

export interface MessagesEditInput extends MessageKey {
  content: string
}
export const messagesEdit: Schemas<MessagesEditInput, Message> = {
  input: exactly(z.strictObject({ ...messageKey, content: visibleText(limits.contentMax) })),
  output: Message,
}
/** Leaves an empty message that keeps its number (a tombstone). */
export const messagesDelete: Schemas<MessageKey, Message> = {
  input: exactly(z.strictObject(messageKey)),
  output: Message,
}

/** One version of a message's text. */
export interface MessageVersion {
  revision: number
  content: string
  writtenAt: string
}
const MessageVersion: Schema<MessageVersion> = exactly(
  z.strictObject({ revision, content: z.string(), writtenAt: time }),
)
/** Ascending; the last is the present version. Empty for a message that was deleted. */
export const messagesVersions: Schemas<MessageKey, MessageVersion[]> = {
  input: exactly(z.strictObject(messageKey)),
  output: z.array(MessageVersion),
}

export interface MessagesReactInput extends MessageKey {
  /** One Unicode emoji in any spelling, or the name of a custom one between colons. */
  emoji: string
}
export const messagesReact: Schemas<MessagesReactInput, Message> = {
  input: exactly(z.strictObject({ ...messageKey, emoji })),
  output: Message,
}
export const messagesUnreact: Schemas<MessagesReactInput, Message> = {
  input: exactly(z.strictObject({ ...messageKey, emoji: standingEmoji })),
  output: Message,
}

export const messagesPin: Schemas<MessageKey, Message> = { input: exactly(z.strictObject(messageKey)), output: Message }
export const messagesUnpin: Schemas<MessageKey, Message> = {
  input: exactly(z.strictObject(messageKey)),
  output: Message,
}
export interface MessagesPinnedInput extends ChannelKey {
  /** The number of the last message of the page before. It has to be pinned still. */
  before?: number | undefined
  limit?: number | undefined
}
/** The most recently pinned first. An empty page is the last one: a page of large messages may be
 * shorter than `limit`. */
export const messagesPinned: Schemas<MessagesPinnedInput, Message[], 'limit'> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      before: number.optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageMax),
    }),
  ),
  output: z.array(Message),
}
