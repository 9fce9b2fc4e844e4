import type { RunningCall } from '@chime/api'
import type { Logger } from 'pino'

const everyMs = 50
/** Whoever holds the event loop for longer is logged. */
const heldMsMax = 100
/** Calls that are named in one line. */
const namedMax = 5
const endedMax = 200

/**
 * Notices when the event loop was held, and logs the calls that were running then: one of them has held it. When this
 * process got no CPU time, because the machine was busy, nothing is logged. While there are no calls, it does not look.
 */
export class LoopWatch {
  readonly #log: Pick<Logger, 'warn'>
  readonly #running = new Set<RunningCall>()
  /** Calls that have ended since the last look. What held the loop has often ended when this is noticed. */
  #ended: RunningCall[] = []
  #lookedAt = 0
  #cpu = process.threadCpuUsage()
  #timer: NodeJS.Timeout | null = null

  constructor(log: Pick<Logger, 'warn'>) {
    this.#log = log
  }

  begin(call: RunningCall): void {
    this.#running.add(call)
    if (this.#timer !== null) return
    this.#begin()
    this.#timer = setInterval(() => this.#look(), everyMs).unref()
  }

  end(call: RunningCall): void {
    this.#running.delete(call)
    if (this.#ended.length < endedMax) this.#ended.push(call)
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #look(): void {
    const now = performance.now()
    const heldMs = now - this.#lookedAt - everyMs
    const { user, system } = process.threadCpuUsage(this.#cpu)
    const cpuMs = (user + system) / 1_000
    if (heldMs > heldMsMax && cpuMs > heldMsMax) {
      const calls = [...this.#running, ...this.#ended]
      this.#log.warn(
        {
          heldMs: Math.round(heldMs),
          cpuMs: Math.round(cpuMs),
          calls: calls.slice(0, namedMax),
          more: Math.max(0, calls.length - namedMax),
        },
        'the event loop was held',
      )
    }
    if (this.#running.size === 0 && this.#ended.length === 0) this.close()
    this.#begin()
  }

  #begin(): void {
    this.#lookedAt = performance.now()
    this.#cpu = process.threadCpuUsage()
    this.#ended = []
  }
}
