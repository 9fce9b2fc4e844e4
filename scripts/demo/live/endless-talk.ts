import type { Random } from '@chime/testing/random'
import { channels, type DemoChannel } from '../channels.ts'
import { endlessly } from '../filler.ts'
import { type Line, readScript, scriptNames } from '../script.ts'
import { createMemory, play } from '../small-talk.ts'
import { liveNames } from './members.ts'

/** The next message of the talk, and its channel. */
export type NextLine = Line & { channel: string }

/** How many conversations go on at once. */
const atOnce = 2
/** How many other channels have to come between two conversations in the same one. */
const channelsBetween = 3

/**
 * Gives messages without end: two conversations at a time, in the channels that have a script in `live/`. In each
 * channel, the conversations of that script come first, and then small talk between the people who are played.
 *
 * @param quiet whether to avoid a channel, because the reader writes there
 */
export function createEndlessTalk(
  random: Random,
  quiet: (channel: string) => boolean,
): { next(): NextLine | null; drop(channel: string): void } {
  const scripted = new Set(scriptNames('live'))
  const sources = new Map(
    channels.filter(({ key }) => scripted.has(key)).map((channel) => [channel.key, conversationsIn(channel, random)]),
  )
  const open: { channel: string; lines: Line[] }[] = []
  const recent: string[] = []

  const start = () => {
    const free = random.shuffled([...sources.keys()]).filter((channel) => !recent.includes(channel) && !quiet(channel))
    for (const channel of free) {
      const { value: lines } = sources.get(channel)?.next() ?? {}
      if (!lines) {
        sources.delete(channel)
        continue
      }
      open.push({ channel, lines: [...lines] })
      recent.push(channel)
      if (recent.length > channelsBetween) recent.shift()
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
      const speaking = open.filter(({ channel }) => !quiet(channel))
      if (speaking.length === 0) return null
      const talk = random.pick(speaking)
      const line = talk.lines.shift()
      if (talk.lines.length === 0) open.splice(open.indexOf(talk), 1)
      return line ? { ...line, channel: talk.channel } : null
    },
    drop(channel) {
      const index = open.findIndex((talk) => talk.channel === channel)
      if (index >= 0) open.splice(index, 1)
    },
  }
}

const longestSearch = 200

function* conversationsIn({ key, smallTalk, members }: DemoChannel, random: Random): Generator<Line[]> {
  const present = members.filter((name) => liveNames.includes(name))
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
    // The people who are played here cannot take the roles of any conversation.
    else if (misses > longestSearch) return
  }
}
