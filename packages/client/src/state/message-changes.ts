import { limits, type Message, type Poll } from '@chime/protocol'

/** What a message will be like once the server has done what was asked, as far as can be told here. Doing it twice changes nothing more. */
export type MessageChange = (message: Message, myId: string) => Message

export function withReaction(emoji: string): MessageChange {
  return (message, myId) => {
    const held = message.reactions.find((reaction) => reaction.emoji === emoji)
    if (held?.userIds.includes(myId)) return message
    if (!held) return { ...message, reactions: [...message.reactions, { emoji, count: 1, userIds: [myId] }] }
    const userIds = held.userIds.length < limits.reactionUsersMax ? [...held.userIds, myId] : held.userIds
    const reactions = message.reactions.map((each) =>
      each === held ? { emoji, count: held.count + 1, userIds } : each,
    )
    return { ...message, reactions }
  }
}

export function withoutReaction(emoji: string): MessageChange {
  return (message, myId) => {
    const held = message.reactions.find((reaction) => reaction.emoji === emoji)
    if (!held?.userIds.includes(myId)) return message
    const userIds = held.userIds.filter((id) => id !== myId)
    const reactions = message.reactions.flatMap((each) =>
      each !== held ? [each] : held.count > 1 ? [{ emoji, count: held.count - 1, userIds }] : [],
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

/** @param places of the chosen options, from 0 */
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
  const userIds = isChosen && others.length < limits.pollVotersMax ? [...others, myId] : others
  return { ...option, count: option.count + (isChosen ? 1 : -1), userIds }
}
