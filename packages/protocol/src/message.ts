import { z } from 'zod'
import { Attachment } from './attachment.ts'
import { limits } from './limits.ts'
import { Poll } from './poll.ts'
import { LinkPreview } from './preview.ts'
import { id, number, revision, text, time } from './text.ts'

export const Message = z.strictObject({
  channelId: id,
  /** Position in the channel: dense, the message's id there, the page cursor and the permalink. */
  number,
  /** The channel's revision at which this row last changed. A newer one replaces an older one. */
  revision,
  kind: z.enum(['user', 'system']),
  clientId: id,
  userId: id.nullable(),
  content: z.string(),
  createdAt: time,
  editedAt: time.nullable(),
  deletedAt: time.nullable(),
  metadata: z.record(z.string(), z.string()),
  replyTo: number.nullable(),
  thread: z
    .strictObject({ channelId: id, replies: z.int(), lastReplyAt: time.nullable(), userIds: z.array(id) })
    .nullable(),
  reactions: z.array(z.strictObject({ emoji: z.string(), count: z.int(), userIds: z.array(id) })),
  mentions: z.strictObject({ userIds: z.array(id), everyone: z.enum(['channel', 'here']).nullable() }),
  attachments: z.array(Attachment),
  pinned: z.boolean(),
  /** Its question is the content. */
  poll: Poll.nullable(),
  /** Of the links in the content, once the server has looked at them. */
  previews: z.array(LinkPreview),
  /** What this is a copy of, by whom. The original may be where I cannot read. */
  forwarded: z.strictObject({ channelId: id, number, userId: id.nullable(), createdAt: time }).nullable(),
})
export type Message = z.infer<typeof Message>

export const metadata = z
  .record(text(limits.metadataKeyMax, 1), text(limits.metadataValueMax))
  .refine((m) => Object.keys(m).length <= limits.metadataKeys, `may have at most ${limits.metadataKeys} keys`)

export const messagesSend = {
  input: z
    .strictObject({
      channelId: id,
      /** Minted once per message by the sender and kept over retries: the same one never makes a second message. */
      clientId: id,
      /** May be empty with attachments. */
      content: text(limits.contentMax),
      /** The number of the message that this answers, which is shown as a quote. */
      replyTo: number.optional(),
      /** Mine, uploaded for this channel and not sent yet. */
      attachmentIds: z.array(id).max(limits.attachmentsMax).optional(),
      metadata: metadata.optional(),
    })
    .refine((i) => i.content.length > 0 || (i.attachmentIds ?? []).length > 0, {
      path: ['content'],
      message: 'must not be empty without attachments',
    }),
  output: Message,
}
export const messagesForward = {
  input: z.strictObject({ channelId: id, number, toChannelId: id, clientId: id }),
  output: Message,
}

const cursor = number.optional()

export const messagesList = {
  input: z
    .strictObject({
      channelId: id,
      before: cursor,
      after: revision.optional(),
      around: cursor,
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
    })
    .refine(
      (i) => [i.before, i.after, i.around].filter((n) => n !== undefined).length <= 1,
      'takes one of before, after and around',
    ),
  output: z.strictObject({
    /** Ascending by number. Without a cursor: the newest. */
    messages: z.array(Message),
    /** The channel's revision in the snapshot that was read: follow `changes` from here. */
    revision,
    hasBefore: z.boolean(),
    hasAfter: z.boolean(),
  }),
}
const place = z.strictObject({ channelId: id, number })

export const messagesGet = { input: place, output: Message }

export const messagesEdit = { input: place.extend({ content: text(limits.contentMax, 1) }), output: Message }
/** What is left is a tombstone, which keeps its place in the channel. */
export const messagesDelete = { input: place, output: Message }
export const messagesVersions = {
  input: place,
  /** Ascending, the present one last. Empty for a message that was deleted. */
  output: z.array(z.strictObject({ revision, content: z.string(), writtenAt: time })),
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const isEmoji = (s: string) =>
  /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u.test(s) &&
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\ufe0f?\u20e3/u.test(s) &&
  [...graphemes.segment(s)].length === 1

/** One emoji, or the name of one between colons. */
export const emoji = text(limits.emojiMax, 1).refine(
  (s) => /^:[a-z0-9_+-]{1,30}:$/.test(s) || isEmoji(s),
  'must be one emoji, or the name of one between colons',
)
export const messagesReact = { input: place.extend({ emoji }), output: Message }
export const messagesUnreact = messagesReact

export const messagesPin = { input: place, output: Message }
export const messagesUnpin = { input: place, output: Message }
/** The last pinned first, `limits.pageMax` at most. */
export const messagesPinned = { input: z.strictObject({ channelId: id }), output: z.array(Message) }
