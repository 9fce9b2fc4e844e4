import type { StockClient } from '@chime/testing/stock-client'
import type { Channel, ChatModel, Message, Person } from './chat-model.ts'

type Trpc = StockClient['trpc']

/** What one action is about. Everything in it is chosen at random from the model. */
export type Situation = {
  model: ChatModel
  actor: Person
  /** Another person. It may also be the actor. */
  other: Person
  channel: Channel
  /** A message of the channel; null when it has none. */
  message: Message | null
  /** Another channel. It may also be the same. */
  elsewhere: Channel
  /** A random number, for all other choices. */
  pick: number
}

/**
 * Something that a person tries to do.
 *
 * @returns null when the situation has nothing to do it with. Otherwise `isAllowed` says whether the model expects it to succeed,
 *   `call` asks a node to do it, and `apply` changes the model in the same way after the node has done it
 */
export type Action = (situation: Situation) => {
  isAllowed: boolean
  call: (trpc: Trpc) => Promise<unknown>
  apply: (answer: unknown) => void
} | null

export const of = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

/** @throws Error when the answer has no id */
export function idIn(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string') return answer.id
  throw new Error('the answer has no id')
}
