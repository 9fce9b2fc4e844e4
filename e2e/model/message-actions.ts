import { randomUUID } from 'node:crypto'
import { limits } from '@chime/protocol'
import { type Action, idIn, of, type Situation } from './action.ts'
import { areParted, Channel, type ChatModel, type Message, type Person } from './chat-model.ts'

const emojis = ['👍', '🎉', '👀']

let counter = 0
/** A text that may mention people. */
function text({ model, pick }: Pick<Situation, 'model' | 'pick'>): string {
  const person = of(model.people, pick)
  const calls = ['', `@${person?.username} `, '@channel ', '@here ', `@${person?.username} @channel `, '', '', '']
  return `${of(calls, pick >> 3)}message ${++counter}`
}

/** Whether the server must accept a message of this person. */
function mayWrite(channel: Channel, person: Person): boolean {
  const member = channel.accessChannel.member(person)
  if (!member || channel.isArchived) return false
  if (channel.kind === 'announcement' && member.role === 'member') return false
  if (isParted(channel)) return false
  return !isSlowed(channel, person)
}

/** Slow mode lasts an hour here, so that a second message always comes too early. */
const isSlowed = (channel: Channel, person: Person) =>
  channel.slow && channel.member(person)?.role === 'member' && channel.member(person)?.lastSent === true

/** Whether one of the two people of a direct conversation has blocked the other. */
const isParted = (channel: Channel) => {
  const [one, two] = channel.accessChannel.kind === 'direct' ? [...channel.accessChannel.members.keys()] : []
  return one !== undefined && two !== undefined && areParted(one, two)
}

/** Whether the actor may react, pin and the like: members may, unless the channel is archived or one has blocked the other. */
const mayTouch = ({ channel, actor }: Situation) =>
  channel.accessChannel.member(actor) !== null && !channel.isArchived && !isParted(channel)

export const send: Action = (situation) => {
  const { model, channel, actor } = situation
  const content = text(situation)
  return {
    isAllowed: mayWrite(channel, actor),
    call: (trpc) => trpc.messages.send.mutate({ channelId: channel.id, clientId: randomUUID(), content }),
    apply: () => model.write(channel, actor, content),
  }
}

export const reply: Action = (situation) => {
  const { model, channel, actor, pick } = situation
  const content = text(situation)
  // Sometimes a reply to a number that does not exist yet.
  const replyTo = pick % 10 === 0 ? channel.messages.length + 1 : (situation.message?.number ?? 1)
  return {
    isAllowed: mayWrite(channel, actor) && replyTo <= channel.messages.length,
    call: (trpc) => trpc.messages.send.mutate({ channelId: channel.id, clientId: randomUUID(), content, replyTo }),
    apply: () => model.write(channel, actor, content, { replyTo }),
  }
}

export const forward: Action = ({ model, channel, actor, message, elsewhere }) => {
  if (!message) return null
  const isReadable = channel.mayRead(actor) && !message.deleted && !message.notice
  return {
    isAllowed: isReadable && mayWrite(elsewhere, actor),
    call: (trpc) =>
      trpc.messages.forward.mutate({
        channelId: channel.id,
        number: message.number,
        toChannelId: elsewhere.id,
        clientId: randomUUID(),
      }),
    apply: () => {
      const first = message.forwarded ?? { channel, number: message.number, author: message.author }
      model.write(elsewhere, actor, message.content, { forwarded: first })
    },
  }
}

/** Who wrote it and who wrote the message above a thread take part again, if it calls anybody. */
const isCalling = ({ mentioned, everyone }: Message) => mentioned.length > 0 || everyone !== null

export const edit: Action = (situation) => {
  const { model, channel, actor, message } = situation
  if (!message) return null
  const content = situation.pick % 5 === 0 && message.content ? message.content : text(situation)
  const isMine = message.author === actor && !message.notice && !message.deleted && !message.poll && !message.forwarded
  const mayAnnounce = channel.kind !== 'announcement' || channel.manages(actor)
  return {
    isAllowed: mayTouch(situation) && isMine && mayAnnounce,
    call: (trpc) => trpc.messages.edit.mutate({ channelId: channel.id, number: message.number, content }),
    apply: () => {
      if (content === message.content) return
      message.said.push(message.content)
      Object.assign(message, { content, edited: true })
      model.resolveMentions(channel, message)
      if (channel.kind === 'thread')
        channel.concern(message, isCalling(message) ? [actor, channel.parent?.message.author ?? actor] : [])
    },
  }
}

export const remove: Action = ({ channel, actor, message }) => {
  if (!message) return null
  const member = channel.accessChannel.member(actor)
  const manages = channel.accessChannel.kind !== 'direct' && channel.manages(actor)
  return {
    isAllowed: member !== null && !message.notice && (message.author === actor || manages),
    call: (trpc) => trpc.messages.delete.mutate({ channelId: channel.id, number: message.number }),
    apply: () => {
      const nothing = { content: '', mentioned: [], everyone: null, poll: null, said: [] }
      Object.assign(message, { deleted: true, pinned: false, reactions: new Map(), ...nothing })
    },
  }
}

const setReaction =
  (isOn: boolean): Action =>
  (situation) => {
    const { channel, actor, message } = situation
    const isBlocked = isOn && message && areParted(message.author, actor)
    const emoji = of(emojis, situation.pick) ?? '👍'
    if (!message) return null
    const place = { channelId: channel.id, number: message.number, emoji }
    return {
      isAllowed: mayTouch(situation) && !message.deleted && !message.notice && !isBlocked,
      call: (trpc) => (isOn ? trpc.messages.react.mutate(place) : trpc.messages.unreact.mutate(place)),
      apply: () => {
        const others = (message.reactions.get(emoji) ?? []).filter((person) => person !== actor)
        const before = message.reactions.get(emoji)
        if (isOn && !before?.includes(actor)) message.reactions.set(emoji, [...others, actor])
        if (!isOn) message.reactions.set(emoji, others)
        if (message.reactions.get(emoji)?.length === 0) message.reactions.delete(emoji)
      },
    }
  }
export const react = setReaction(true)
export const unreact = setReaction(false)

const setPinned =
  (isOn: boolean): Action =>
  (situation) => {
    const { channel, actor, message } = situation
    if (!message) return null
    const place = { channelId: channel.id, number: message.number }
    const manages = !channel.isOpen || channel.manages(actor)
    return {
      isAllowed: mayTouch(situation) && manages && !message.deleted && !message.notice,
      call: (trpc) => (isOn ? trpc.messages.pin.mutate(place) : trpc.messages.unpin.mutate(place)),
      apply: () => {
        message.pinned = isOn
      },
    }
  }
export const pin = setPinned(true)
export const unpin = setPinned(false)

/** Opens the thread of a message. In a channel that is not open, whoever opens the thread joins it. */
export const openThread: Action = ({ model, channel, actor, message }) => {
  if (!message) return null
  const known = model.channels.find((each) => each.parent?.message === message)
  const isThere = known !== undefined || (!message.deleted && !message.notice)
  return {
    isAllowed: channel.mayRead(actor) && channel.kind !== 'thread' && isThere,
    call: (trpc) => trpc.channels.openThread.mutate({ channelId: channel.id, number: message.number }),
    apply: (answer) => {
      const thread = known ?? newThread(model, idIn(answer), channel, message)
      if (!channel.isOpen) thread.admit(actor)
    },
  }
}

function newThread(model: ChatModel, id: string, channel: Channel, message: Message): Channel {
  const thread = new Channel(id, 'thread', null, { channel, message })
  model.channels.push(thread)
  return thread
}

export const createPoll: Action = ({ model, channel, actor, pick }) => {
  const options = ['tea', 'coffee', 'water'].slice(0, 2 + (pick % 2))
  const multiple = pick % 3 === 0
  const question = `poll ${++counter}`
  return {
    isAllowed: mayWrite(channel, actor),
    call: (trpc) =>
      trpc.polls.create.mutate({ channelId: channel.id, clientId: randomUUID(), question, options, multiple }),
    apply: () => {
      const poll = { options: options.map((text) => ({ text, voters: [] })), multiple, closed: false }
      model.write(channel, actor, question, { poll })
    },
  }
}

/** A random poll of any channel, because most channels have none. */
function somePoll({ model, pick }: Situation) {
  const polls = model.channels.flatMap((channel) =>
    channel.messages.flatMap((message) => (message.poll ? [{ channel, message, poll: message.poll }] : [])),
  )
  return of(polls, pick >> 3)
}

export const vote: Action = (situation) => {
  const found = somePoll(situation)
  if (!found) return null
  const { actor, pick } = situation
  const { channel, message, poll } = found
  const chosen = [[], [0], [1], [0, 1]][pick % 4] ?? []
  return {
    isAllowed: mayTouch({ ...situation, channel }) && !poll.closed && (poll.multiple || chosen.length < 2),
    call: (trpc) => trpc.polls.vote.mutate({ channelId: channel.id, number: message.number, options: chosen }),
    apply: () => {
      for (const [i, option] of poll.options.entries()) {
        const others = option.voters.filter((voter) => voter !== actor)
        if (!chosen.includes(i)) option.voters = others
        else if (!option.voters.includes(actor)) option.voters.push(actor)
      }
    },
  }
}

export const closePoll: Action = (situation) => {
  const found = somePoll(situation)
  if (!found) return null
  const { actor } = situation
  const { channel, message, poll } = found
  const manages = channel.accessChannel.kind !== 'direct' && channel.manages(actor)
  return {
    isAllowed: mayTouch({ ...situation, channel }) && (message.author === actor || manages),
    call: (trpc) => trpc.polls.close.mutate({ channelId: channel.id, number: message.number }),
    apply: () => {
      poll.closed = true
    },
  }
}

export const reactionsHeld = (message: Message) =>
  [...message.reactions].map(([emoji, people]) => ({
    emoji,
    count: people.length,
    userIds: people.slice(0, limits.reactionUsersMax).map(({ id }) => id),
  }))
