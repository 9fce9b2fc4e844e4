import fc from 'fast-check'
import type { Action, Situation } from './action.ts'
import { of } from './action.ts'
import * as channels from './channel-actions.ts'
import type { ChatModel } from './chat-model.ts'
import * as messages from './message-actions.ts'
import * as own from './user-actions.ts'

/** How often each action is chosen, relative to the others. */
const weights: [number, string, Action][] = [
  [30, 'send', messages.send],
  [6, 'reply', messages.reply],
  [8, 'edit', messages.edit],
  [8, 'remove', messages.remove],
  [9, 'react', messages.react],
  [4, 'unreact', messages.unreact],
  [3, 'pin', messages.pin],
  [2, 'unpin', messages.unpin],
  [4, 'forward', messages.forward],
  [6, 'openThread', messages.openThread],
  [3, 'createPoll', messages.createPoll],
  [6, 'vote', messages.vote],
  [1, 'closePoll', messages.closePoll],
  [3, 'create', channels.create],
  [3, 'openDirect', channels.openDirect],
  [6, 'join', channels.join],
  [3, 'leave', channels.leave],
  [4, 'follow', channels.follow],
  [4, 'unfollow', channels.unfollow],
  [6, 'add', channels.add],
  [3, 'dismiss', channels.dismiss],
  [6, 'setRole', channels.setRole],
  [3, 'rename', channels.rename],
  [2, 'slow', channels.slow],
  [1, 'archive', channels.archive],
  [2, 'unarchive', channels.unarchive],
  [3, 'invite', channels.invite],
  [1, 'revoke', channels.revoke],
  [4, 'accept', channels.accept],
  [8, 'markRead', own.markRead],
  [5, 'markUnread', own.markUnread],
  [2, 'markAllRead', own.markAllRead],
  [3, 'setNotify', own.setNotify],
  [4, 'draft', own.draft],
  [3, 'block', own.block],
  [3, 'unblock', own.unblock],
]
const byName = new Map(weights.map(([, name, action]) => [name, action]))

/** An action whose objects are numbers. What they stand for is decided by the model when the action is taken. */
export type RandomAction = {
  name: string
  node: number
  actor: number
  other: number
  channel: number
  elsewhere: number
  message: number
  pick: number
}

const some = fc.nat({ max: 9_999 })
export const randomAction: fc.Arbitrary<RandomAction> = fc.record({
  name: fc.oneof(...weights.map(([weight, name]) => ({ weight, arbitrary: fc.constant(name) }))),
  node: fc.nat({ max: 1 }),
  actor: some,
  other: some,
  channel: some,
  elsewhere: some,
  message: some,
  pick: some,
})

/** Finds the objects of a random action in the model; null when it has nothing to do it with. */
export function take(
  randomAction: RandomAction,
  model: ChatModel,
): { situation: Situation; attempt: NonNullable<ReturnType<Action>> } | null {
  const actor = of(model.people, randomAction.actor)
  const other = of(model.people, randomAction.other)
  const channel = of(model.channels, randomAction.channel)
  const elsewhere = of(model.channels, randomAction.elsewhere)
  if (!actor || !other || !channel || !elsewhere) throw new Error('a model has people and channels')
  // New messages are more likely than old ones, as in real use.
  const back = Math.floor((randomAction.message / 10_000) ** 2 * channel.messages.length)
  const message = channel.messages.at(-1 - back) ?? null
  const situation = { model, actor, other, channel, elsewhere, message, pick: randomAction.pick }
  const attempt = byName.get(randomAction.name)?.(situation) ?? null
  return attempt && { situation, attempt }
}
