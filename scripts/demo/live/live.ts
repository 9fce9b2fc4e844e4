import { setTimeout } from 'node:timers/promises'
import { endlessly } from '../filler.ts'
import { mainLogin } from '../people.ts'
import { type Random, randomFrom } from '../random.ts'
import { rooms } from '../rooms.ts'
import { readScript } from '../script.ts'
import { dismiss, type Team } from '../team.ts'
import { createAnswering } from './answering.ts'
import { type Cast, castOf, listen } from './cast.ts'
import { backToNormal, wander } from './presence.ts'
import { createReaders } from './readers.ts'
import { pause, speak } from './speak.ts'
import { createStage } from './stage.ts'

/** Between two messages of the team's own talk. Answers to the reader come on top. */
const paceMs = { from: 4_000, to: 10_000 }
/** Between two direct messages to the main login that nobody asked for. */
const directPaceMs = { from: 120_000, to: 300_000 }
const firstDirectMs = 20_000
/** The server may be gone at the end: nobody waits for it longer. */
const farewellMs = 2_000

type Rooms = ReadonlyMap<string, string>

/**
 * Some of the team stay connected, come and go, read, type, talk, and answer whoever writes to them. About one message
 * every 4–10 s, until the signal. Never rejects because of the signal.
 *
 * @param team all of it: those who are not played leave first, since the reader may be one of them
 * @param channelIds where each room is, by its key
 */
export async function playLive(team: Team, channelIds: Rooms, signal: AbortSignal): Promise<void> {
  const random = randomFrom(Math.random)
  const cast = castOf(team)
  await dismiss([...team.values()].filter(({ userId }) => !cast.byId(userId)))
  const answering = createAnswering(cast, random, signal)
  const read = createReaders(random, signal)
  listen(
    cast,
    (heard, by) => {
      read(heard, by)
      answering.hear(heard, by)
    },
    signal,
  )
  try {
    await Promise.all([
      talk(cast, channelIds, { random, signal, isQuiet: answering.isQuiet }),
      writeToMain(cast, channelIds, { random, signal }),
      wander(cast, random, signal),
    ])
  } catch (error) {
    if (!signal.aborted) throw error
  }
  await Promise.race([backToNormal(cast), setTimeout(farewellMs)])
}

type Surroundings = { random: Random; signal: AbortSignal }

async function talk(
  cast: Cast,
  channelIds: Rooms,
  { random, signal, isQuiet }: Surroundings & { isQuiet: (channelId: string) => boolean },
): Promise<void> {
  const stage = createStage(random, (room) => isQuiet(channelIds.get(room) ?? ''))
  for (;;) {
    const began = Date.now()
    const cue = stage.next()
    const speaker = cue && cast.byName(cue.speaker)
    const channelId = cue && channelIds.get(cue.room)
    if (speaker && channelId && !(await speak(speaker, { channelId, text: cue.text, signal }))) stage.drop(cue.room)
    // Typing is part of the pace, so that short and long messages come in the same rhythm.
    const left = random.between(paceMs.from, paceMs.to) - (Date.now() - began)
    await setTimeout(Math.max(500, left), undefined, { signal })
  }
}

/** Now and then somebody has something for the main login alone. */
async function writeToMain(cast: Cast, channelIds: Rooms, { random, signal }: Surroundings): Promise<void> {
  await setTimeout(firstDirectMs, undefined, { signal })
  for (const { lines } of endlessly(readScript('live', 'direct'), random)) {
    for (const { speaker, text } of lines) {
      const member = cast.byName(speaker)
      const room = rooms.find(
        ({ kind, members }) => kind === 'direct' && members.includes(speaker) && members.includes(mainLogin),
      )
      const channelId = room && channelIds.get(room.key)
      if (member && channelId) await speak(member, { channelId, text, signal })
    }
    await pause(random, directPaceMs.from, directPaceMs.to, signal)
  }
}
