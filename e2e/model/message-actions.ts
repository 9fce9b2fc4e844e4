import { randomUUID } from 'node:crypto'
import { limits } from '@chime/protocol'
import { type Action, idIn, of, type Scene } from './action.ts'
import { type Message, type Person, Room, type World } from './world.ts'

const emojis = ['👍', '🎉', '👀']

let counter = 0
/** Something to say, which may call people. */
function text({ world, pick }: Pick<Scene, 'world' | 'pick'>): string {
  const person = of(world.people, pick)
  const calls = ['', `@${person?.username} `, '@channel ', '@here ', `@${person?.username} @channel `, '', '', '']
  return `${of(calls, pick >> 3)}message ${++counter}`
}

/** Whether a message of this person would be taken. */
function mayWrite(room: Room, person: Person): boolean {
  const member = room.home.member(person)
  if (!member || room.isArchived) return false
  if (room.kind === 'announcement' && member.role === 'member') return false
  if (isParted(room)) return false
  return !isSlowed(room, person)
}

/** Slow mode is an hour here, so that a second message never is in time. */
const isSlowed = (room: Room, person: Person) =>
  room.slow && room.member(person)?.role === 'member' && room.member(person)?.lastSent === true

/** One of the two people of a direct conversation has blocked the other. */
const isParted = (room: Room) => {
  const [one, two] = room.home.kind === 'direct' ? [...room.home.members.keys()] : []
  return one !== undefined && two !== undefined && (one.blocked.has(two) || two.blocked.has(one))
}

/** Who may change something about a message at all: who is in the room, which still lives. */
const mayTouch = ({ room, actor }: Scene) => room.home.member(actor) !== null && !room.isArchived && !isParted(room)

export const send: Action = (scene) => {
  const { world, room, actor } = scene
  const content = text(scene)
  return {
    isAllowed: mayWrite(room, actor),
    call: (trpc) => trpc.messages.send.mutate({ channelId: room.id, clientId: randomUUID(), content }),
    happen: () => world.write(room, actor, content),
  }
}

export const reply: Action = (scene) => {
  const { world, room, actor, pick } = scene
  const content = text(scene)
  // Now and then to a message that nobody has written yet.
  const replyTo = pick % 10 === 0 ? room.messages.length + 1 : (scene.message?.number ?? 1)
  return {
    isAllowed: mayWrite(room, actor) && replyTo <= room.messages.length,
    call: (trpc) => trpc.messages.send.mutate({ channelId: room.id, clientId: randomUUID(), content, replyTo }),
    happen: () => world.write(room, actor, content, { replyTo }),
  }
}

export const forward: Action = ({ world, room, actor, message, elsewhere }) => {
  if (!message) return null
  const isReadable = room.mayRead(actor) && !message.deleted && !message.notice
  return {
    isAllowed: isReadable && mayWrite(elsewhere, actor),
    call: (trpc) =>
      trpc.messages.forward.mutate({
        channelId: room.id,
        number: message.number,
        toChannelId: elsewhere.id,
        clientId: randomUUID(),
      }),
    happen: () => {
      const first = message.forwarded ?? { room, number: message.number, author: message.author }
      world.write(elsewhere, actor, message.content, { forwarded: first })
    },
  }
}

export const edit: Action = (scene) => {
  const { world, room, actor, message } = scene
  if (!message) return null
  const content = scene.pick % 5 === 0 && message.content ? message.content : text(scene)
  const isMine = message.author === actor && !message.notice && !message.deleted && !message.poll && !message.forwarded
  const mayAnnounce = room.kind !== 'announcement' || room.manages(actor)
  return {
    isAllowed: mayTouch(scene) && isMine && mayAnnounce,
    call: (trpc) => trpc.messages.edit.mutate({ channelId: room.id, number: message.number, content }),
    happen: () => {
      if (content === message.content) return
      message.said.push(message.content)
      Object.assign(message, { content, edited: true })
      world.call(room, message)
    },
  }
}

export const remove: Action = ({ room, actor, message }) => {
  if (!message) return null
  const member = room.home.member(actor)
  const manages = room.home.kind !== 'direct' && room.manages(actor)
  return {
    isAllowed: member !== null && !message.notice && (message.author === actor || manages),
    call: (trpc) => trpc.messages.delete.mutate({ channelId: room.id, number: message.number }),
    happen: () => {
      const nothing = { content: '', called: [], everyone: null, poll: null, said: [] }
      Object.assign(message, { deleted: true, pinned: false, reactions: new Map(), ...nothing })
    },
  }
}

const setReaction =
  (isOn: boolean): Action =>
  (scene) => {
    const { room, actor, message } = scene
    const emoji = of(emojis, scene.pick) ?? '👍'
    if (!message) return null
    const place = { channelId: room.id, number: message.number, emoji }
    return {
      isAllowed: mayTouch(scene) && !message.deleted && !message.notice,
      call: (trpc) => (isOn ? trpc.messages.react.mutate(place) : trpc.messages.unreact.mutate(place)),
      happen: () => {
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
  (scene) => {
    const { room, actor, message } = scene
    if (!message) return null
    const place = { channelId: room.id, number: message.number }
    const manages = !room.isOpen || room.manages(actor)
    return {
      isAllowed: mayTouch(scene) && manages && !message.deleted && !message.notice,
      call: (trpc) => (isOn ? trpc.messages.pin.mutate(place) : trpc.messages.unpin.mutate(place)),
      happen: () => {
        message.pinned = isOn
      },
    }
  }
export const pin = setPinned(true)
export const unpin = setPinned(false)

/** The thread below a message; in a room that is not open, whoever opens it follows it. */
export const openThread: Action = ({ world, room, actor, message }) => {
  if (!message) return null
  const known = world.rooms.find((each) => each.parent?.message === message)
  const isThere = known !== undefined || (!message.deleted && !message.notice)
  return {
    isAllowed: room.mayRead(actor) && room.kind !== 'thread' && isThere,
    call: (trpc) => trpc.channels.openThread.mutate({ channelId: room.id, number: message.number }),
    happen: (answer) => {
      const thread = known ?? newThread(world, idIn(answer), room, message)
      if (!room.isOpen) thread.admit(actor)
    },
  }
}

function newThread(world: World, id: string, room: Room, message: Message): Room {
  const thread = new Room(id, 'thread', null, { room, message })
  world.rooms.push(thread)
  return thread
}

export const createPoll: Action = ({ world, room, actor, pick }) => {
  const options = ['tea', 'coffee', 'water'].slice(0, 2 + (pick % 2))
  const multiple = pick % 3 === 0
  const question = `poll ${++counter}`
  return {
    isAllowed: mayWrite(room, actor),
    call: (trpc) =>
      trpc.polls.create.mutate({ channelId: room.id, clientId: randomUUID(), question, options, multiple }),
    happen: () => {
      const poll = { options: options.map((text) => ({ text, voters: [] })), multiple, closed: false }
      world.write(room, actor, question, { poll })
    },
  }
}

/** One of all the polls that there are: in most rooms there is none. */
function somePoll({ world, pick }: Scene) {
  const polls = world.rooms.flatMap((room) =>
    room.messages.flatMap((message) => (message.poll ? [{ room, message, poll: message.poll }] : [])),
  )
  return of(polls, pick >> 3)
}

export const vote: Action = (scene) => {
  const found = somePoll(scene)
  if (!found) return null
  const { actor, pick } = scene
  const { room, message, poll } = found
  const chosen = [[], [0], [1], [0, 1]][pick % 4] ?? []
  return {
    isAllowed: mayTouch({ ...scene, room }) && !poll.closed && (poll.multiple || chosen.length < 2),
    call: (trpc) => trpc.polls.vote.mutate({ channelId: room.id, number: message.number, options: chosen }),
    happen: () => {
      for (const [i, option] of poll.options.entries()) {
        const others = option.voters.filter((voter) => voter !== actor)
        if (!chosen.includes(i)) option.voters = others
        else if (!option.voters.includes(actor)) option.voters.push(actor)
      }
    },
  }
}

export const closePoll: Action = (scene) => {
  const found = somePoll(scene)
  if (!found) return null
  const { actor } = scene
  const { room, message, poll } = found
  const manages = room.home.kind !== 'direct' && room.manages(actor)
  return {
    isAllowed: mayTouch({ ...scene, room }) && (message.author === actor || manages),
    call: (trpc) => trpc.polls.close.mutate({ channelId: room.id, number: message.number }),
    happen: () => {
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
