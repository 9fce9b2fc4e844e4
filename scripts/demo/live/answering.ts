import type { Message } from '@chime/protocol'
import type { Random } from '../random.ts'
import type { Teammate } from '../team.ts'
import { type Answers, createAnswers } from './answers.ts'
import type { Cast, Heard } from './cast.ts'
import { pause, speak } from './speak.ts'

/** So many answers are under way at once; who writes in more places than that waits for the next message. */
const mostAtOnce = 4
/** How long the small talk leaves a room alone after somebody from outside spoke there. */
const quietMs = 25_000

/**
 * Answers whoever is not played here: in a direct conversation always, in a channel by who is named, who knows, or who
 * is there. One answer at a time in a room; of what comes meanwhile only the newest is answered.
 */
export function createAnswering(cast: Cast, random: Random, signal: AbortSignal) {
  const answers = createAnswers(random)
  const newest = new Map<string, Message>()
  const busy = new Set<string>()
  const quietUntil = new Map<string, number>()

  const hear = ({ channelId, message }: Heard, by: Teammate) => {
    if (message.kind !== 'user' || cast.byId(message.userId)) return
    // Everybody in the room hears it; it is one message all the same.
    if ((newest.get(channelId)?.number ?? 0) >= message.number) return
    newest.set(channelId, message)
    quietUntil.set(channelId, Date.now() + quietMs)
    if (busy.has(channelId) || busy.size >= mostAtOnce) return
    busy.add(channelId)
    answerAll(channelId, by)
      .catch(() => {})
      .finally(() => busy.delete(channelId))
  }

  const answerAll = async (channelId: string, by: Teammate) => {
    let answered = 0
    for (;;) {
      const message = newest.get(channelId)
      if (!message || message.number <= answered) return
      answered = message.number
      await pause(random, 1_000, 2_500, signal)
      await answer(message, by, { cast, answers, random, signal })
    }
  }

  return { hear, isQuiet: (channelId: string) => (quietUntil.get(channelId) ?? 0) > Date.now() }
}

type Surroundings = { cast: Cast; answers: Answers; random: Random; signal: AbortSignal }

async function answer(message: Message, by: Teammate, { cast, answers, random, signal }: Surroundings): Promise<void> {
  const { channelId } = message
  const [channel, { members, users }] = await Promise.all([
    by.trpc.channels.get.query({ channelId }),
    by.trpc.members.list.query({ channelId }),
  ])
  // Who may not write here does not try.
  if (channel.kind === 'announcement') return
  const there = members.flatMap(({ userId }) => cast.byId(userId) ?? [])
  const sender = users.find(({ id }) => id === message.userId)
  const chosen = answers.choose(message.content, {
    there: there.map(({ username }) => username),
    direct: channel.kind === 'direct',
    sender: sender?.fullName?.split(' ')[0] ?? sender?.username ?? '',
  })
  for (const { username, text } of chosen) {
    const speaker = cast.byName(username)
    if (!speaker) continue
    await speaker.trpc.channels.markRead.mutate({ channelId, number: message.number })
    await pause(random, 300, 1_200, signal)
    await speak(speaker, { channelId, text, signal })
  }
}
