import type { Random } from '../random.ts'
import type { Teammate } from '../team.ts'
import type { Heard } from './cast.ts'

const reads = 0.7

/** Most people read what is new after some seconds; one marker call for all that came meanwhile. */
export function createReaders(random: Random, signal: AbortSignal) {
  // One entry per person and room at most, and only until it is read.
  const unread = new Map<string, number>()
  return ({ channelId, message }: Heard, by: Teammate) => {
    if (message.userId === by.userId) return
    const key = `${by.username} ${channelId}`
    const waiting = unread.has(key)
    if (!waiting && random.next() > reads) return
    unread.set(key, message.number)
    if (waiting) return
    const timer = setTimeout(
      () => {
        const number = unread.get(key) ?? message.number
        unread.delete(key)
        by.trpc.channels.markRead.mutate({ channelId, number }).catch(() => {})
      },
      random.between(1_500, 9_000),
    )
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  }
}
