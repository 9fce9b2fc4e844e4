import type { Random } from '../random.ts'
import type { Teammate } from '../team.ts'
import type { Heard } from './cast.ts'

const reads = 0.7

/** Most people read what is new after some seconds; one marker call for all that came meanwhile. */
export function createReaders(random: Random, signal: AbortSignal) {
  // One entry per person and room at most, and only until it is read.
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
    unread.set(key, { number, timer: setTimeout(read, random.between(1_500, 9_000)) })
  }
}
