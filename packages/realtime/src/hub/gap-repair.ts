import type { Topic } from '../bus/bus.ts'
import type { HubContext } from './context.ts'
import type { Repair } from './hub.ts'
import type { OrderedPublication } from './subscription.ts'

/** What gap repair needs of the topic that it repairs. `HubTopic` implements it. */
export interface RepairedTopic {
  readonly name: Topic
  readonly forwarded: number | null
  /** Nothing can be forwarded just now. */
  readonly isBlocked: boolean
  /** Publications wait for one that has not come. */
  readonly hasGap: boolean
  /** Forwards what was read, which follows `forwarded`. */
  mend(read: OrderedPublication): void
  /** Forwards the waiting publications whose predecessor has come by now. */
  drain(): void
  /** Drops the waiting publications. */
  dropWaiting(): void
  /** All streams lose their place in this topic and begin anew, with a fresh hello. */
  resyncAll(): void
}

/** Closes the gaps of a topic: waits briefly for a publication that is late, and then reads from the source what was lost. */
export class GapRepair {
  readonly #topic: RepairedTopic
  readonly #context: HubContext
  /** The highest revision that was heard of. */
  #expected = 0
  #timer: NodeJS.Timeout | null = null
  #isReading = false
  /** The source failed: the next audit tries again, not the next publication. */
  #failed = false
  /** Raised by `reset`, so that a read that was begun before does not end after it. */
  #generation = 0

  constructor(topic: RepairedTopic, context: HubContext) {
    this.#topic = topic
    this.#context = context
  }

  /** Everything up to this revision was published, or is in the database. Call `arm` next. */
  expect(revision: number): void {
    this.#expected = Math.max(this.#expected, revision)
  }

  /** To be called whenever the topic may have fallen behind, or may be read again. */
  arm(): void {
    if (this.#timer !== null || this.#isReading || this.#failed || !this.#isDue()) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#isDue()) void this.#read()
    }, this.#context.limits.neighbourMs)
  }

  /** The source may answer again. */
  retry(): void {
    this.#failed = false
    this.arm()
  }

  reset(): void {
    this.#expected = 0
    this.#failed = false
    this.#generation += 1
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
    const generation = this.#generation
    const cause = this.#topic.hasGap ? 'gaps' : 'tails'
    this.#isReading = true
    try {
      const read = await this.#context.reader.changes(this.#topic.name, since)
      if (generation === this.#generation) this.#apply(read, since, cause)
    } catch (error) {
      if (generation === this.#generation) this.#failed = true
      this.#context.warn(error, 'Could not read what a topic missed; the next audit tries again')
    } finally {
      this.#isReading = false
    }
    this.#topic.drain()
  }

  #apply(read: Repair | null, since: number, cause: 'gaps' | 'tails'): void {
    const { counters } = this.#context
    if (read === null) {
      counters[cause] += 1
      this.#topic.resyncAll()
      return
    }
    const head = read.revision ?? since
    if (this.#topic.forwarded !== since || this.#topic.isBlocked) {
      // Late publications came meanwhile and told this, or a part of it. To forward it now would bring old rows after
      // new ones, so what is still missing is read again, from where the topic is now.
      this.expect(head)
    } else if (head > since) {
      counters[cause] += 1
      counters.rowsRepaired += read.rows
      this.#topic.mend({ ...read, after: since, revision: head })
    } else {
      // The database has nothing newer, so the publications that wait claim what it does not confirm. If it is true
      // after all, the next audit finds it.
      this.#expected = 0
      this.#topic.dropWaiting()
    }
  }
}
