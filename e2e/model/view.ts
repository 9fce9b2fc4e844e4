import type { ChannelSummary, Message as Row } from '@chime/protocol'
import type { Channel, ChatModel, Message, Person } from './chat-model.ts'
import { reactionsHeld } from './message-actions.ts'

// What a person sees, in a form in which the model and a client can be compared.

/** What a list of channels shows of each. */
export const summaryView = ({ id, kind, name, archivedAt, lastNumber, membership }: ChannelSummary) => ({
  id,
  kind,
  name,
  isArchived: archivedAt !== null,
  lastNumber,
  role: membership?.role ?? null,
  notify: membership?.notify ?? null,
  unread: membership?.unread ?? null,
  mentions: membership?.mentions ?? null,
})

const channelView = (channel: Channel, person: Person): ReturnType<typeof summaryView> => ({
  id: channel.id,
  kind: channel.kind,
  name: channel.name,
  isArchived: channel.archived,
  lastNumber: channel.messages.length,
  role: channel.shownTo(person)?.role ?? null,
  notify: channel.shownTo(person)?.notify ?? null,
  unread: channel.unread(person),
  mentions: channel.mentions(person),
})

export const clientMessageView = (row: Row) => ({
  number: row.number,
  userId: row.userId,
  notice: row.kind === 'system' ? row.metadata : null,
  content: row.kind === 'system' ? '' : row.content,
  edited: row.editedAt !== null && row.deletedAt === null,
  deleted: row.deletedAt !== null,
  pinned: row.pinned,
  replyTo: row.replyTo,
  reactions: row.reactions,
  mentions: { userIds: row.mentions.userIds.toSorted(), everyone: row.mentions.everyone },
  thread: row.thread && { id: row.thread.channelId, replies: row.thread.replies, userIds: row.thread.userIds },
  poll: row.poll && {
    options: row.poll.options.map(({ text, count, userIds }) => ({ text, count, userIds: userIds.toSorted() })),
    multiple: row.poll.multiple,
    isClosed: row.poll.closedAt !== null,
  },
  forwarded: row.forwarded && {
    channelId: row.forwarded.channelId,
    number: row.forwarded.number,
    userId: row.forwarded.userId,
  },
})

const modelMessageView = (message: Message): ReturnType<typeof clientMessageView> => ({
  number: message.number,
  userId: message.author.id,
  notice: message.notice,
  content: message.content,
  edited: message.edited && !message.deleted,
  deleted: message.deleted,
  pinned: message.pinned,
  replyTo: message.replyTo,
  reactions: reactionsHeld(message),
  mentions: { userIds: message.mentioned.map(({ id }) => id).toSorted(), everyone: message.everyone },
  thread: message.thread && {
    id: message.thread.id,
    replies: message.thread.replies.count,
    userIds: message.thread.replies.people.map(({ id }) => id),
  },
  poll: message.poll && {
    options: message.poll.options.map(({ text, voters }) => ({
      text,
      count: voters.length,
      userIds: voters.map(({ id }) => id).toSorted(),
    })),
    multiple: message.poll.multiple,
    isClosed: message.poll.closed,
  },
  forwarded: message.forwarded && {
    channelId: message.forwarded.channel.id,
    number: message.forwarded.number,
    userId: message.forwarded.author.id,
  },
})

/** Everything that this person must see, according to the model. */
export function modelView(model: ChatModel, person: Person) {
  const joined = model.channels.filter((channel) => channel.shownTo(person))
  const byId = <T extends { id: string }>(list: T[]) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return {
    channels: byId(joined.filter(({ kind }) => kind !== 'thread').map((channel) => channelView(channel, person))),
    threads: byId(joined.filter(({ kind }) => kind === 'thread').map((channel) => channelView(channel, person))),
    timelines: byId(joined.map((channel) => ({ id: channel.id, messages: channel.messages.map(modelMessageView) }))),
    members: byId(
      joined.map((channel) => ({
        id: channel.id,
        members: channel
          .people()
          .map((each) => ({ userId: each.id, role: channel.member(each)?.role ?? 'member' }))
          .toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
      })),
    ),
    drafts: byId([...person.drafts].map(([channel, content]) => ({ id: channel.id, content }))),
    blocked: [...person.blocked].map(({ id }) => id).toSorted(),
  }
}
export type View = ReturnType<typeof modelView>
