import fc from 'fast-check'
import type { Action, Scene } from './action.ts'
import { of } from './action.ts'
import * as channels from './channel-actions.ts'
import * as messages from './message-actions.ts'
import * as own from './own-actions.ts'
import type { World } from './world.ts'

/** How often each thing is tried, of all. */
const weights: [number, string, Action][] = [
  [30, 'send', messages.send],
  [6, 'reply', messages.reply],
  [8, 'edit', messages.edit],
  [5, 'remove', messages.remove],
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
  [2, 'block', own.block],
  [3, 'unblock', own.unblock],
]
const byName = new Map(weights.map(([, name, action]) => [name, action]))

/** A step by numbers: what they mean depends on what there is when it is taken. */
export type Step = {
  name: string
  node: number
  actor: number
  other: number
  room: number
  elsewhere: number
  message: number
  pick: number
}

const some = fc.nat({ max: 9_999 })
export const step: fc.Arbitrary<Step> = fc.record({
  name: fc.oneof(...weights.map(([weight, name]) => ({ weight, arbitrary: fc.constant(name) }))),
  node: fc.nat({ max: 1 }),
  actor: some,
  other: some,
  room: some,
  elsewhere: some,
  message: some,
  pick: some,
})

/** What the step is about in this world; null when there is nothing to take it on. */
export function take(step: Step, world: World): { scene: Scene; attempt: NonNullable<ReturnType<Action>> } | null {
  const actor = of(world.people, step.actor)
  const other = of(world.people, step.other)
  const room = of(world.rooms, step.room)
  const elsewhere = of(world.rooms, step.elsewhere)
  if (!actor || !other || !room || !elsewhere) throw new Error('a world has people and rooms')
  // The newest are the likeliest: that is where people are.
  const back = Math.floor((step.message / 10_000) ** 2 * room.messages.length)
  const message = room.messages.at(-1 - back) ?? null
  const scene = { world, actor, other, room, elsewhere, message, pick: step.pick }
  const attempt = byName.get(step.name)?.(scene) ?? null
  return attempt && { scene, attempt }
}
