import { clientLimits, fullyQualified, type Message } from '@chime/protocol'

/**
 * What a message will look like once the server has made a change, as far as the client can tell. Applying it twice has
 * the effect of applying it once.
 */
export type MessageChange = (message: Message, myId: string) => Message

/** @param isMine whether the user reacts with it, or does no longer */
export function withReaction(given: string, isMine: boolean): MessageChange {
  // As the server will spell it.
  const emoji = fullyQualified(given)
  return (message, myId) => {
    const { reactions } = message
    const existing = reactions.find((reaction) => reaction.emoji === emoji)
    const before = existing ?? { emoji, count: 0, userIds: [] }
    const after = chosen(before, myId, isMine, clientLimits.reactionUsersMax)
    if (after === before) return message
    const all = existing ? reactions.map((each) => (each === existing ? after : each)) : [...reactions, after]
    return { ...message, reactions: all.filter(({ count }) => count > 0) }
  }
}

export function edited(content: string): MessageChange {
  return (message) =>
    message.content === content ? message : { ...message, content, editedAt: new Date().toISOString() }
}

export const deleted: MessageChange = (message) =>
  message.deletedAt
    ? message
    : {
        ...message,
        content: '',
        deletedAt: new Date().toISOString(),
        metadata: {},
        reactions: [],
        mentions: { userIds: [], everyone: null },
        attachments: [],
        pinned: false,
        poll: null,
        previews: [],
      }

export function withPin(pinned: boolean): MessageChange {
  return (message) => (message.pinned === pinned ? message : { ...message, pinned })
}

/** @param places indexes of the chosen options, from 0 */
export function withVote(places: readonly number[]): MessageChange {
  return (message, myId) => {
    if (!message.poll) return message
    const options = message.poll.options.map((option, place) =>
      chosen(option, myId, places.includes(place), clientLimits.pollVotersMax),
    )
    return { ...message, poll: { ...message.poll, options } }
  }
}

export const closed: MessageChange = (message) =>
  !message.poll || message.poll.closedAt
    ? message
    : { ...message, poll: { ...message.poll, closedAt: new Date().toISOString() } }

type Choice = { count: number; userIds: string[] }

/** With the user among those who chose it, or without. @param max how many of them are named */
function chosen<C extends Choice>(choice: C, myId: string, isChosen: boolean, max: number): C {
  if (choice.userIds.includes(myId) === isChosen) return choice
  const others = choice.userIds.filter((id) => id !== myId)
  const userIds = isChosen && others.length < max ? [...others, myId] : others
  return { ...choice, count: choice.count + (isChosen ? 1 : -1), userIds }
}
