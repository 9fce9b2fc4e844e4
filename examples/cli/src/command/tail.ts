import { once } from 'node:events'
import { styleText } from 'node:util'
import type { Channel, Chime, Message } from '@chime/client'
import { limits } from '@chime/protocol'
import { findChannel } from '../channel/find.ts'
import { jsonLine } from '../message/clean.ts'
import { linesOf } from '../message/lines.ts'
import { note, print } from '../output.ts'
import { People, titleOf } from '../people.ts'
import { Problem } from '../problem.ts'

type Options = { count: number; json?: true }
type Write = (message: Message) => Promise<void>

/**
 * Prints every message of these channels once, from the last few on, until Ctrl-C or until the session ends. Those that were
 * sent while the connection was lost come when it is back.
 */
export async function tail(chime: Chime, names: readonly string[], options: Options): Promise<void> {
  const summaries = await Promise.all(names.map((name) => findChannel(chime, name)))
  const people = new People(chime)
  const stops = summaries.map((summary) => {
    const title = titleOf(summary)
    const prefix = summaries.length > 1 ? `${styleText('cyan', title)} ` : ''
    return follow(chime, chime.channel(summary.id), options.count, async (message) => {
      await people.load([message])
      const author = people.name(message.userId)
      await print(options.json ? jsonLine({ channel: title, author, ...message }) : prefix + linesOf(message, people))
    })
  })
  try {
    await ended(chime)
  } finally {
    for (const stop of stops) stop()
  }
}

/**
 * Calls `write` for each message once, in order. A timeline has no gap, so what is new is what has a higher number than the
 * last one. Only after a very long absence it begins anew: then the messages in between are fetched.
 *
 * @param count how many of the messages that are there already
 */
function follow(chime: Chime, channel: Channel, count: number, write: Write): () => void {
  let last: number | null = null
  let queue = Promise.resolve()
  const update = () => {
    const { status, items } = channel.timeline.get()
    if (status !== 'ready') return
    const shown = items.flatMap((item) => (item.state === 'sent' ? [item] : []))
    const known = last
    const fresh =
      known === null
        ? shown.slice(Math.max(0, shown.length - count))
        : shown.filter(({ message }) => message.number > known)
    last = shown.at(-1)?.message.number ?? last ?? 0
    const [first] = fresh
    if (!first) return
    queue = queue.then(async () => {
      if (known !== null)
        for (const message of await between(chime, channel.id, known, first.message.number)) await write(message)
      for (const { message, blocked } of fresh) if (!blocked) await write(message)
    })
  }
  const unsubscribe = channel.timeline.subscribe(update)
  const close = channel.open()
  update()
  return () => {
    unsubscribe()
    close()
  }
}

/** The messages between two numbers, neither included. */
async function between(chime: Chime, channelId: string, after: number, before: number): Promise<Message[]> {
  if (before <= after + 1) return []
  const { messages, hasBefore } = await chime.trpc.messages.list.query({ channelId, before, limit: limits.pageMax })
  const missed = messages.filter(({ number }) => number > after)
  const first = missed[0]?.number
  return first && hasBefore ? [...(await between(chime, channelId, after, first)), ...missed] : missed
}

/** Resolves on Ctrl-C. @throws Problem when the session ends */
async function ended(chime: Chime): Promise<void> {
  const over = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const unsubscribe = chime.connection.subscribe(() => {
    const { status, reason } = chime.connection.get()
    if (status === 'reconnecting') note('The connection is lost; trying again')
    if (status !== 'ended') return
    reject(
      new Problem(
        reason === 'TOO_MANY_CONNECTIONS'
          ? 'You are connected too often'
          : 'The session has ended. Log in again: chime login',
      ),
    )
  })
  try {
    await Promise.race([promise, once(process, 'SIGINT', over), once(process, 'SIGTERM', over)])
  } finally {
    over.abort()
    unsubscribe()
  }
}
