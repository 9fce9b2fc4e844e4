import type { Entry } from './settle.ts'

export type LaneLimits = { batchCount: number; batchBytes: number; queueCount: number; queueBytes: number }

export type Lane = {
  /** False when the lane is full. */
  push(entry: Entry): boolean
  /** How many wait or are under way. */
  size(): number
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>
  /** Takes out what waits. */
  clear(): Entry[]
}

/**
 * One batch at a time: what arrives while a batch is under way forms the next one. No timer, so an idle lane adds no
 * delay, and a busy one makes its batches as large as its database is slow.
 */
export function createLane(limits: LaneLimits, settle: (batch: readonly Entry[]) => Promise<void>): Lane {
  let queue: Entry[] = []
  let queuedBytes = 0
  let underWay = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // The rest of this turn of the event loop: a burst of frames read at once becomes one batch, not one and the rest.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const batch = take()
      underWay = batch.length
      await settle(batch)
      underWay = 0
    }
    running = undefined
  }

  function take(): Entry[] {
    let bytes = 0
    let count = 0
    for (const entry of queue) {
      // One that is over the limit by itself still goes, alone.
      if (count === limits.batchCount || (count > 0 && bytes + entry.bytes > limits.batchBytes)) break
      bytes += entry.bytes
      count++
    }
    queuedBytes -= bytes
    return queue.splice(0, count)
  }

  return {
    push(entry) {
      if (queue.length >= limits.queueCount || queuedBytes + entry.bytes > limits.queueBytes) return false
      queue.push(entry)
      queuedBytes += entry.bytes
      running ??= run()
      return true
    },
    size: () => queue.length + underWay,
    idle: () => running ?? Promise.resolve(),
    clear() {
      const waiting = queue
      queue = []
      queuedBytes = 0
      return waiting
    },
  }
}
