import type { ChannelSummary, Message as Row } from '@chime/protocol'
import { reactionsHeld } from './message-actions.ts'
import type { Message, Person, Room, World } from './world.ts'

// What somebody sees, in a form in which a model and a client can be compared.

/** A list of channels says this of each. */
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

export const roomView = (room: Room, person: Person): ReturnType<typeof summaryView> => ({
  id: room.id,
  kind: room.kind,
  name: room.name,
  isArchived: room.archived,
  lastNumber: room.messages.length,
  role: room.member(person)?.role ?? null,
  notify: room.member(person)?.notify ?? null,
  unread: room.unread(person),
  mentions: room.mentions(person),
})

export const rowView = (row: Row) => ({
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

export const messageView = (message: Message): ReturnType<typeof rowView> => ({
  number: message.number,
  userId: message.author.id,
  notice: message.notice,
  content: message.content,
  edited: message.edited && !message.deleted,
  deleted: message.deleted,
  pinned: message.pinned,
  replyTo: message.replyTo,
  reactions: reactionsHeld(message),
  mentions: { userIds: message.called.map(({ id }) => id).toSorted(), everyone: message.everyone },
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
    channelId: message.forwarded.room.id,
    number: message.forwarded.number,
    userId: message.forwarded.author.id,
  },
})

/** Everything that the model says this person sees. */
export function worldView(world: World, person: Person) {
  const mine = world.rooms.filter((room) => room.member(person))
  const byId = <T extends { id: string }>(list: T[]) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return {
    channels: byId(mine.filter(({ kind }) => kind !== 'thread').map((room) => roomView(room, person))),
    threads: byId(mine.filter(({ kind }) => kind === 'thread').map((room) => roomView(room, person))),
    timelines: byId(mine.map((room) => ({ id: room.id, messages: room.messages.map(messageView) }))),
    members: byId(
      mine.map((room) => ({
        id: room.id,
        members: room
          .people()
          .map((each) => ({ userId: each.id, role: room.member(each)?.role ?? 'member' }))
          .toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
      })),
    ),
    drafts: byId([...person.drafts].map(([room, content]) => ({ id: room.id, content }))),
    blocked: [...person.blocked].map(({ id }) => id).toSorted(),
  }
}
export type View = ReturnType<typeof worldView>
