import { type Action, of } from './action.ts'

let counter = 0

// Actions on what belongs to one user alone: read markers, drafts, notification settings and blocks.

export const markRead: Action = ({ channel, actor, message }) => {
  const member = channel.shownTo(actor)
  const number = message?.number ?? 0
  return {
    isAllowed: member !== null,
    call: (trpc) => trpc.channels.markRead.mutate({ channelId: channel.id, number }),
    apply: () => {
      if (member) member.read = Math.max(member.read, number)
    },
  }
}

export const markUnread: Action = ({ channel, actor, message }) => {
  if (!message) return null
  const member = channel.shownTo(actor)
  return {
    isAllowed: member !== null,
    call: (trpc) => trpc.channels.markUnread.mutate({ channelId: channel.id, number: message.number }),
    apply: () => {
      if (member) member.read = message.number - 1
    },
  }
}

export const markAllRead: Action = ({ model, actor }) => ({
  isAllowed: true,
  call: (trpc) => trpc.channels.markAllRead.mutate(),
  apply: () => {
    for (const channel of model.channels) {
      const member = channel.shownTo(actor)
      if (member && channel.unread(actor) > 0) member.read = channel.messages.length
    }
  },
})

export const setNotify: Action = ({ channel, actor, pick }) => {
  const member = channel.shownTo(actor)
  const notify = of(['all', 'mentions', 'none'] as const, pick) ?? 'all'
  return {
    isAllowed: member !== null,
    call: (trpc) => trpc.channels.setNotify.mutate({ channelId: channel.id, notify }),
    apply: () => {
      if (member) member.notify = notify
    },
  }
}

export const draft: Action = ({ channel, actor, pick }) => {
  const content = pick % 3 === 0 ? '' : `draft ${++counter}`
  return {
    // A draft may be deleted also by somebody who may not read the channel any more.
    isAllowed: channel.mayRead(actor) || content === '',
    call: (trpc) => trpc.channels.setDraft.mutate({ channelId: channel.id, content }),
    apply: () => {
      if (content) actor.drafts.set(channel, content)
      else actor.drafts.delete(channel)
    },
  }
}

export const block: Action = ({ actor, other }) => ({
  isAllowed: actor !== other,
  call: (trpc) => trpc.users.block.mutate({ userId: other.id }),
  apply: () => {
    actor.blocked.add(other)
  },
})

export const unblock: Action = ({ actor, other }) => ({
  isAllowed: actor !== other,
  call: (trpc) => trpc.users.unblock.mutate({ userId: other.id }),
  apply: () => {
    actor.blocked.delete(other)
  },
})
