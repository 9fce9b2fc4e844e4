import { clientLimits, fullyQualified, type Message, type Poll } from '@chime/protocol'

/**
 * What a message will look like once the server has made a change, as far as the client can tell. Applying it twice has
 * the effect of applying it once.
 */
export type MessageChange = (message: Message, myId: string) => Message

export function withReaction(given: string): MessageChange {
  // As the server will spell it.
  const emoji = fullyQualified(given)
  return (message, myId) => {
    const existing = message.reactions.find((reaction) => reaction.emoji === emoji)
    if (existing?.userIds.includes(myId)) return message
    if (!existing) return { ...message, reactions: [...message.reactions, { emoji, count: 1, userIds: [myId] }] }
    const userIds =
      existing.userIds.length < clientLimits.reactionUsersMax ? [...existing.userIds, myId] : existing.userIds
    const reactions = message.reactions.map((each) =>
      each === existing ? { emoji, count: existing.count + 1, userIds } : each,
    )
    return { ...message, reactions }
  }
}

export function withoutReaction(given: string): MessageChange {
  const emoji = fullyQualified(given)
  return (message, myId) => {
    const existing = message.reactions.find((reaction) => reaction.emoji === emoji)
    if (!existing?.userIds.includes(myId)) return message
    const userIds = existing.userIds.filter((id) => id !== myId)
    const reactions = message.reactions.flatMap((each) =>
      each !== existing ? [each] : existing.count > 1 ? [{ emoji, count: existing.count - 1, userIds }] : [],
    )
    return { ...message, reactions }
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
    const options = message.poll.options.map((option, place) => voted(option, myId, places.includes(place)))
    return { ...message, poll: { ...message.poll, options } }
  }
}

export const closed: MessageChange = (message) =>
  !message.poll || message.poll.closedAt
    ? message
    : { ...message, poll: { ...message.poll, closedAt: new Date().toISOString() } }

type Option = Poll['options'][number]

function voted(option: Option, myId: string, isChosen: boolean): Option {
  const wasChosen = option.userIds.includes(myId)
  if (wasChosen === isChosen) return option
  const others = option.userIds.filter((id) => id !== myId)
  const userIds = isChosen && others.length < clientLimits.pollVotersMax ? [...others, myId] : others
  return { ...option, count: option.count + (isChosen ? 1 : -1), userIds }
}
