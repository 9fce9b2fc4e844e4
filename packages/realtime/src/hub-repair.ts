import type { Repair } from './hub.ts'
import type { HubHost } from './hub-follow.ts'
import type { HubTopic } from './hub-topic.ts'

/** What a topic that is behind does about it: it waits briefly for what is late, and then reads what was lost. */
export class TopicRepair {
  readonly #topic: HubTopic
  readonly #host: HubHost
  /** The highest revision that was heard of. */
  #expected = 0
  #timer: NodeJS.Timeout | null = null
  #isReading = false
  /** The source failed: the next audit tries again, not the next publication. */
  #failed = false
  /** Raised by `reset`: what was begun before it must not end after it. */
  #era = 0

  constructor(topic: HubTopic, host: HubHost) {
    this.#topic = topic
    this.#host = host
  }

  /** Whatever is up to here was published, or is in the database. Call `arm` next. */
  expect(revision: number): void {
    this.#expected = Math.max(this.#expected, revision)
  }

  /** To be called whenever the topic may have fallen behind, or could not be read so far. */
  arm(): void {
    if (this.#timer !== null || this.#isReading || this.#failed || !this.#isDue()) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#isDue()) void this.#read()
    }, this.#host.limits.neighbourMs)
  }

  /** The source may answer again. */
  retry(): void {
    this.#failed = false
    this.arm()
  }

  reset(): void {
    this.#expected = 0
    this.#failed = false
    this.#era += 1
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #isDue(): boolean {
    const { forwarded, isBlocked, hasGap } = this.#topic
    return forwarded !== null && !isBlocked && (hasGap || this.#expected > forwarded)
  }

  async #read(): Promise<void> {
    const since = this.#topic.forwarded
    if (since === null || this.#isReading) return
    const era = this.#era
    const cause = this.#topic.hasGap ? 'gaps' : 'tails'
    this.#isReading = true
    try {
      const read = await this.#host.reads.changes(this.#topic.name, since)
      if (era === this.#era) this.#apply(read, since, cause)
    } catch (error) {
      if (era === this.#era) this.#failed = true
      this.#host.warn(error, 'Could not read what a topic missed; the next audit tries again')
    } finally {
      this.#isReading = false
    }
    this.#topic.drain()
  }

  #apply(read: Repair | null, since: number, cause: 'gaps' | 'tails'): void {
    const { counters } = this.#host
    if (read === null) {
      counters[cause] += 1
      this.#topic.lose()
      return
    }
    const head = read.revision ?? since
    if (this.#topic.forwarded !== since || this.#topic.isBlocked) {
      // Neighbours that came meanwhile have told this, or a part of it: then from there again, rather than old after new.
      this.expect(head)
    } else if (head > since) {
      counters[cause] += 1
      counters.rowsRepaired += read.rows
      this.#topic.mend({ ...read, after: since, revision: head })
    } else {
      // The source knows of nothing: what claims otherwise must be confirmed by the next audit.
      this.#expected = 0
      this.#topic.forget()
    }
  }
}
