import type { Random } from '@chime/testing/random'
import type { Teammate } from '../team.ts'
import type { Heard } from './members.ts'

const reads = 0.7

/** Most people read new messages after some seconds. One call marks all messages as read that came until then. */
export function createReaders(random: Random, signal: AbortSignal) {
  // At most one entry for each person and channel, which is removed when it is read.
  const unread = new Map<string, { number: number; timer: NodeJS.Timeout }>()
  signal.addEventListener('abort', () => unread.values().forEach(({ timer }) => void clearTimeout(timer)), {
    once: true,
  })
  return ({ channelId, message: { userId, number } }: Heard, by: Teammate) => {
    if (userId === by.userId || signal.aborted) return
    const key = `${by.username} ${channelId}`
    const waiting = unread.get(key)
    if (waiting) waiting.number = Math.max(waiting.number, number)
    if (waiting || random.next() > reads) return
    const read = () => {
      const newest = unread.get(key)?.number ?? number
      unread.delete(key)
      by.trpc.channels.markRead.mutate({ channelId, number: newest }).catch(() => {})
    }
    unread.set(key, { number, timer: setTimeout(read, random.integer(1_500, 9_000)) })
  }
}
