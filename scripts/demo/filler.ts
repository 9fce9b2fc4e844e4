import { type Random, seeded } from '@chime/testing/random'
import { allChannels, type DemoChannel } from './channels.ts'
import { type Conversation, type Line, readScript } from './script.ts'
import { createMemory, play } from './small-talk.ts'

/**
 * Small talk of about `messages` messages. Each conversation is used once. Different channels start at different places of the
 * list, so that two of them rarely have the same conversation. When there are not enough, routine conversations are repeated.
 */
export function fillerFor({ key, smallTalk, members }: DemoChannel, messages: number, random: Random): Line[][] {
  const place = allChannels.findIndex((channel) => channel.key === key) * placesApart
  const piles = smallTalk.map((name) => rotated(seeded(name).shuffled(readScript('small-talk', name)), place))
  const memory = createMemory()
  const played = (conversation: Conversation) => play(conversation, members, random, memory)
  const once = take(dealt(piles.map((pile) => pile.filter(({ routine }) => !routine))), played, messages)
  const routine = piles.flat().filter((conversation) => conversation.routine)
  const again = take(endlessly(routine, random), played, messages - once.flat().length)
  return mixed([random.shuffled(once), again], random)
}

const placesApart = 5
/** After this many conversations in a row that no member can play, the search ends: the list may be endless. */
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

/** Takes one from each list in turn. */
function* dealt<T>(piles: T[][]): Generator<T> {
  for (let i = 0; piles.some((pile) => i < pile.length); i++) {
    for (const pile of piles) {
      const next = pile[i]
      if (next !== undefined) yield next
    }
  }
}

/** Gives each once, in random order, before any comes again. Never ends, unless the list is empty. */
export function* endlessly<T>(list: readonly T[], random: Random): Generator<T> {
  while (list.length > 0) yield* random.shuffled(list)
}

/** Merges lists. Each is spread evenly over the result and keeps its order. */
export function mixed<T>(lists: T[][], random: Random): T[] {
  return lists
    .flatMap((list) => list.map((item, index) => ({ item, at: (index + random.next()) / list.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
