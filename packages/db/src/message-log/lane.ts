import type { Entry } from './settle.ts'

export type LaneLimits = {
  batchCount: number
  batchBytes: number
  queueCount: number
  queueBytes: number
  waitMs: number
}

export type Lane = {
  /** False when the lane is full. */
  push(entry: Entry): boolean
  stats(): { queued: number; queuedBytes: number; inFlight: number }
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>
  /** Refuses what waits. */
  clear(): void
}

/**
 * One batch at a time: what arrives while a batch is under way forms the next one. No timer, so an idle lane adds no
 * delay, and a busy one makes its batches as large as its database is slow.
 */
export function createLane(
  limits: LaneLimits,
  handle: { settle(batch: readonly Entry[]): Promise<void>; refuse(entry: Entry): void },
): Lane {
  let queue: Entry[] = []
  let queuedBytes = 0
  let underWay = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // The rest of this turn of the event loop: a burst of frames read at once becomes one batch, not one and the rest.
    await new Promise((resolve) => setImmediate(resolve))
    while (true) {
      refuseOld()
      const batch = take()
      if (batch.length === 0) break
      underWay = batch.length
      await handle.settle(batch)
      underWay = 0
    }
    running = undefined
  }

  /** Happens when the database was silent: its senders have waited long enough, and may try again. */
  function refuseOld(): void {
    const oldest = performance.now() - limits.waitMs
    const fits = queue.findIndex((entry) => entry.since >= oldest)
    for (const entry of queue.splice(0, fits === -1 ? queue.length : fits)) {
      queuedBytes -= entry.bytes
      handle.refuse(entry)
    }
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
    stats: () => ({ queued: queue.length, queuedBytes, inFlight: underWay }),
    idle: () => running ?? Promise.resolve(),
    clear() {
      for (const entry of queue) handle.refuse(entry)
      queue = []
      queuedBytes = 0
    },
  }
}
