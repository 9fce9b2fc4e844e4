import { endlessly } from '../filler.ts'
import type { Random } from '../random.ts'
import { channels, type Room } from '../rooms.ts'
import { type Line, readScript, scriptNames } from '../script.ts'
import { createMemory, play } from '../small-talk.ts'
import { castNames } from './cast.ts'

/** What is said next, and where. */
export type Cue = Line & { room: string }

/** How many conversations go on at once. */
const atOnce = 2
/** How many rooms have to pass before one is the stage again. */
const roomsBetween = 3

/**
 * The talk that never ends: two conversations at a time, in the channels that have a script in `live/`; first what is
 * written there, then small talk among those who are present.
 *
 * @param quiet rooms that are left alone, since somebody from outside speaks there
 */
export function createStage(
  random: Random,
  quiet: (room: string) => boolean,
): { next(): Cue | null; drop(room: string): void } {
  const staged = new Set(scriptNames('live'))
  const sources = new Map(
    channels.filter(({ key }) => staged.has(key)).map((room) => [room.key, conversationsIn(room, random)]),
  )
  const open: { room: string; lines: Line[] }[] = []
  const recent: string[] = []

  const start = () => {
    const free = random.shuffled([...sources.keys()]).filter((room) => !recent.includes(room) && !quiet(room))
    for (const room of free) {
      const { value: lines } = sources.get(room)?.next() ?? {}
      if (!lines) {
        sources.delete(room)
        continue
      }
      open.push({ room, lines: [...lines] })
      recent.push(room)
      if (recent.length > roomsBetween) recent.shift()
      return
    }
  }

  return {
    next() {
      while (open.length < atOnce) {
        const before = open.length
        start()
        if (open.length === before) break
      }
      const speaking = open.filter(({ room }) => !quiet(room))
      if (speaking.length === 0) return null
      const talk = random.pick(speaking)
      const line = talk.lines.shift()
      if (talk.lines.length === 0) open.splice(open.indexOf(talk), 1)
      return line ? { ...line, room: talk.room } : null
    },
    drop(room) {
      const index = open.findIndex((talk) => talk.room === room)
      if (index >= 0) open.splice(index, 1)
    },
  }
}

const longestSearch = 200

function* conversationsIn({ key, smallTalk, members }: Room, random: Random): Generator<Line[]> {
  const present = members.filter((name) => castNames.includes(name))
  yield* readScript('live', key).map(({ lines }) => lines)
  const memory = createMemory()
  let misses = 0
  for (const conversation of endlessly(
    smallTalk.flatMap((name) => readScript('small-talk', name)),
    random,
  )) {
    const lines = play(conversation, present, random, memory)
    misses = lines ? 0 : misses + 1
    if (lines) yield lines
    // Nobody who is there can play anything that is said here.
    else if (misses > longestSearch) return
  }
}
