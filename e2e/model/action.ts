import type { StockClient } from '../nodes/stock-client.ts'
import type { Message, Person, Room, World } from './world.ts'

export type Trpc = StockClient['trpc']

/** What one step is about, chosen at random among what there is. */
export type Scene = {
  world: World
  actor: Person
  /** Somebody, who may be the actor. */
  other: Person
  room: Room
  /** One of the room; null in an empty one. */
  message: Message | null
  /** Another room, which may be the same. */
  elsewhere: Room
  /** For everything else that is to be chosen. */
  pick: number
}

/**
 * One thing that somebody tries.
 *
 * @returns null when there is nothing to try it on. `isAllowed` is what the model says before; `call` is what is asked of a
 *   node; `happen` is what the model becomes, once the node has done it
 */
export type Action = (scene: Scene) => {
  isAllowed: boolean
  call: (trpc: Trpc) => Promise<unknown>
  happen: (answer: unknown) => void
} | null

export const of = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

/** The id in an answer that has one. */
export function idIn(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string') return answer.id
  throw new Error('the answer has no id')
}
