import { type Action, of } from './action.ts'

let counter = 0

/** What is mine alone: how far I have read, what I have begun to write, whom I do not want to hear of. */
export const markRead: Action = ({ room, actor, message }) => {
  const member = room.member(actor)
  const number = message?.number ?? 0
  return {
    isAllowed: member !== null,
    call: (trpc) => trpc.channels.markRead.mutate({ channelId: room.id, number }),
    happen: () => {
      if (member) member.read = Math.max(member.read, number)
    },
  }
}

export const markUnread: Action = ({ room, actor, message }) => {
  if (!message) return null
  const member = room.member(actor)
  return {
    isAllowed: member !== null,
    call: (trpc) => trpc.channels.markUnread.mutate({ channelId: room.id, number: message.number }),
    happen: () => {
      if (member) member.read = message.number - 1
    },
  }
}

export const markAllRead: Action = ({ world, actor }) => ({
  isAllowed: true,
  call: (trpc) => trpc.channels.markAllRead.mutate(),
  happen: () => {
    for (const room of world.rooms) {
      const member = room.member(actor)
      if (member && room.unread(actor) > 0) member.read = room.messages.length
    }
  },
})

export const setNotify: Action = ({ room, actor, pick }) => {
  const member = room.member(actor)
  const notify = of(['all', 'mentions', 'none'] as const, pick) ?? 'all'
  return {
    isAllowed: member !== null,
    call: (trpc) => trpc.channels.setNotify.mutate({ channelId: room.id, notify }),
    happen: () => {
      if (member) member.notify = notify
    },
  }
}

export const draft: Action = ({ room, actor, pick }) => {
  const content = pick % 3 === 0 ? '' : `draft ${++counter}`
  return {
    // To throw one away one need not be there.
    isAllowed: room.mayRead(actor) || content === '',
    call: (trpc) => trpc.channels.setDraft.mutate({ channelId: room.id, content }),
    happen: () => {
      if (content) actor.drafts.set(room, content)
      else actor.drafts.delete(room)
    },
  }
}

export const block: Action = ({ actor, other }) => ({
  isAllowed: actor !== other,
  call: (trpc) => trpc.users.block.mutate({ userId: other.id }),
  happen: () => {
    actor.blocked.add(other)
  },
})

export const unblock: Action = ({ actor, other }) => ({
  isAllowed: actor !== other,
  call: (trpc) => trpc.users.unblock.mutate({ userId: other.id }),
  happen: () => {
    actor.blocked.delete(other)
  },
})
