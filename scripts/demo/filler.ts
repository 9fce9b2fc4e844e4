import { type Random, seeded } from './random.ts'
import { type Room, rooms } from './rooms.ts'
import { type Conversation, type Line, readScript } from './script.ts'
import { createMemory, play } from './small-talk.ts'

/**
 * Small talk of about so many messages. Each conversation is used once, and different rooms start at different places of
 * the pile, so that two of them rarely tell the same; what is missing is filled with routine.
 */
export function fillerFor({ key, smallTalk, members }: Room, messages: number, random: Random): Line[][] {
  const place = rooms.findIndex((room) => room.key === key) * placesApart
  const piles = smallTalk.map((name) => rotated(seeded(name).shuffled(readScript('small-talk', name)), place))
  const memory = createMemory()
  const played = (conversation: Conversation) => play(conversation, members, random, memory)
  const once = take(dealt(piles.map((pile) => pile.filter(({ routine }) => !routine))), played, messages)
  const routine = piles.flat().filter((conversation) => conversation.routine)
  const again = take(endlessly(routine, random), played, messages - once.flat().length)
  return mixed([random.shuffled(once), again], random)
}

const placesApart = 5
/** Where nobody can play any of them, an endless pile would be searched for ever. */
const mostMisses = 500

function take(from: Iterable<Conversation>, played: (c: Conversation) => Line[] | null, messages: number): Line[][] {
  const taken: Line[][] = []
  let count = 0
  let misses = 0
  for (const conversation of from) {
    if (count >= messages || misses > mostMisses) break
    const lines = played(conversation)
    misses = lines ? 0 : misses + 1
    if (!lines) continue
    taken.push(lines)
    count += lines.length
  }
  return taken
}

const rotated = <T>(list: readonly T[], by: number): T[] => {
  const start = list.length === 0 ? 0 : by % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

/** One from each pile in turn. */
function* dealt<T>(piles: T[][]): Generator<T> {
  for (let i = 0; piles.some((pile) => i < pile.length); i++) {
    for (const pile of piles) {
      const next = pile[i]
      if (next !== undefined) yield next
    }
  }
}

/** Each once, in changing order, before any comes again. */
export function* endlessly<T>(list: readonly T[], random: Random): Generator<T> {
  while (list.length > 0) yield* random.shuffled(list)
}

/** Merges lists, each evenly over the whole, so that neighbours in one list stay apart. Their orders are kept. */
export function mixed<T>(lists: T[][], random: Random): T[] {
  return lists
    .flatMap((list) => list.map((item, index) => ({ item, at: (index + random.next()) / list.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
