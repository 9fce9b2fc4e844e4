import { setTimeout } from 'node:timers/promises'
import { type Random, randomFrom } from '@chime/testing/random'
import { allChannels } from '../channels.ts'
import { endlessly } from '../filler.ts'
import { mainLogin } from '../people.ts'
import { readScript } from '../script.ts'
import { dismiss, type Team } from '../team.ts'
import { createAnswering } from './answering.ts'
import { createEndlessTalk } from './endless-talk.ts'
import { type LiveMembers, listen, liveMembersOf } from './members.ts'
import { backToNormal, wander } from './presence.ts'
import { createReaders } from './readers.ts'
import { pause, speak } from './speak.ts'

/** The time between two messages of the team's own conversations. Answers to real people come in addition. */
const paceMs = { from: 4_000, to: 10_000 }
/** The time between two direct conversations that somebody begins with the main login. */
const directPaceMs = { from: 120_000, to: 300_000 }
const firstDirectMs = 20_000
/** How long to wait at the end: the server may have stopped already. */
const farewellMs = 2_000

type ChannelIds = ReadonlyMap<string, string>

/**
 * Plays some people of the team until the signal: they come and go, read, type, write about one message every 4–10 s,
 * and answer real people. The signal ends it without an error.
 *
 * @param team everybody. Those who do not stay are disconnected first, because the reader may log in as one of them
 * @param channelIds the ids of the channels, by key
 */
export async function playLive(team: Team, channelIds: ChannelIds, signal: AbortSignal): Promise<void> {
  const random = randomFrom(Math.random)
  const live = liveMembersOf(team)
  await dismiss([...team.values()].filter(({ userId }) => !live.byId(userId)))
  const answering = createAnswering(live, random, signal)
  const read = createReaders(random, signal)
  listen(
    live,
    (heard, by) => {
      read(heard, by)
      answering.hear(heard, by)
    },
    signal,
  )
  try {
    await Promise.all([
      talk(live, channelIds, { random, signal, isQuiet: answering.isQuiet }),
      writeToMain(live, channelIds, { random, signal }),
      wander(live, random, signal),
    ])
  } catch (error) {
    if (!signal.aborted) throw error
  }
  await Promise.race([backToNormal(live), setTimeout(farewellMs)])
}

type Context = { random: Random; signal: AbortSignal }

async function talk(
  live: LiveMembers,
  channelIds: ChannelIds,
  { random, signal, isQuiet }: Context & { isQuiet: (channelId: string) => boolean },
): Promise<void> {
  const endlessTalk = createEndlessTalk(random, (channel) => isQuiet(channelIds.get(channel) ?? ''))
  for (;;) {
    const began = Date.now()
    const next = endlessTalk.next()
    const speaker = next && live.byName(next.speaker)
    const channelId = next && channelIds.get(next.channel)
    if (speaker && channelId && !(await speak(speaker, { channelId, text: next.text, signal })))
      endlessTalk.drop(next.channel)
    // The time for typing is part of the interval, so that short and long messages come equally often.
    const left = random.integer(paceMs.from, paceMs.to) - (Date.now() - began)
    await setTimeout(Math.max(500, left), undefined, { signal })
  }
}

/** Sometimes somebody sends a direct message to the main login. */
async function writeToMain(live: LiveMembers, channelIds: ChannelIds, { random, signal }: Context): Promise<void> {
  await setTimeout(firstDirectMs, undefined, { signal })
  for (const { lines } of endlessly(readScript('live', 'direct'), random)) {
    for (const { speaker, text } of lines) {
      const member = live.byName(speaker)
      const channel = allChannels.find(
        ({ kind, members }) => kind === 'direct' && members.includes(speaker) && members.includes(mainLogin),
      )
      const channelId = channel && channelIds.get(channel.key)
      if (member && channelId) await speak(member, { channelId, text, signal })
    }
    await pause(random, directPaceMs.from, directPaceMs.to, signal)
  }
}
