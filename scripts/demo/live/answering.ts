import type { Message } from '@chime/protocol'
import type { Random } from '@chime/testing/random'
import type { Teammate } from '../team.ts'
import { type Answers, createAnswers } from './answers.ts'
import type { Heard, LiveMembers } from './members.ts'
import { pause, speak } from './speak.ts'

/** In so many channels an answer can be in progress at once. A message in a further channel is not answered. */
const mostAtOnce = 4
/** How long the team's own talk avoids a channel after the reader has written there. */
const quietMs = 25_000

/**
 * Answers people who do not belong to the live members. In a direct conversation the other person answers; in a channel somebody
 * who is named, who knows about the topic, or who is present. Only one answer at a time is on its way in a channel; of the messages
 * that come meanwhile, only the newest is answered.
 */
export function createAnswering(live: LiveMembers, random: Random, signal: AbortSignal) {
  const answers = createAnswers(random)
  const newest = new Map<string, Message>()
  const busy = new Set<string>()
  const quietUntil = new Map<string, number>()

  const hear = ({ channelId, message }: Heard, by: Teammate) => {
    if (message.kind !== 'user' || live.byId(message.userId)) return
    // Each member in the channel receives it, but it is one message.
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
      await answer(message, by, { live, answers, random, signal })
    }
  }

  return { hear, isQuiet: (channelId: string) => (quietUntil.get(channelId) ?? 0) > Date.now() }
}

type Context = { live: LiveMembers; answers: Answers; random: Random; signal: AbortSignal }

async function answer(message: Message, by: Teammate, { live, answers, random, signal }: Context): Promise<void> {
  const { channelId } = message
  const [channel, { members, users }] = await Promise.all([
    by.trpc.channels.get.query({ channelId }),
    by.trpc.members.list.query({ channelId }),
  ])
  // Here only owners and admins may write.
  if (channel.kind === 'announcement') return
  const there = members.flatMap(({ userId }) => live.byId(userId) ?? [])
  const sender = users.find(({ id }) => id === message.userId)
  const chosen = answers.choose(message.content, {
    there: there.map(({ username }) => username),
    direct: channel.kind === 'direct',
    sender: sender?.fullName?.split(' ')[0] ?? sender?.username ?? '',
  })
  for (const { username, text } of chosen) {
    const speaker = live.byName(username)
    if (!speaker) continue
    await speaker.trpc.channels.markRead.mutate({ channelId, number: message.number })
    await pause(random, 300, 1_200, signal)
    await speak(speaker, { channelId, text, signal })
  }
}
