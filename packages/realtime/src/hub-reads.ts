import type { Topic } from './bus.ts'
import type { Question, Repair, Source } from './hub.ts'
import type { HubLimits } from './hub-limits.ts'

type Asked = Question & PromiseWithResolvers<Repair | null>

/**
 * The hub's way to the source. What is asked in one turn of the event loop, or while reads are under way, is read
 * together; the same question is read once for all who ask it. Only so many reads run at a time, and nothing waits
 * for ever. All of them reject when the source does.
 */
export class Reads {
  readonly #source: Source
  readonly #limits: HubLimits
  readonly #asked = new Map<string, Asked>()
  #waiting: Asked[] = []
  #running = 0
  #isDue = false
  /** Questions in the next read. */
  #batch: number

  constructor(source: Source, limits: HubLimits) {
    this.#source = source
    this.#limits = limits
    this.#batch = limits.repairBatch
  }

  /** How many questions wait or are being read. */
  get size(): number {
    return this.#asked.size
  }

  heads(topics: readonly Topic[]): Promise<Map<Topic, number>> {
    return this.#bounded(() => this.#source.heads(topics))
  }

  endedSessions(sessionIds: readonly string[]): Promise<string[]> {
    return this.#bounded(() => this.#source.endedSessions(sessionIds))
  }

  /** May be the answer to a question that was asked a moment before, and then not know the very newest. */
  changes(topic: Topic, since: number): Promise<Repair | null> {
    const key = `${topic} ${since}`
    const known = this.#asked.get(key)
    if (known !== undefined) return known.promise
    const asked = { topic, since, ...Promise.withResolvers<Repair | null>() }
    this.#asked.set(key, asked)
    this.#waiting.push(asked)
    if (!this.#isDue) {
      this.#isDue = true
      setImmediate(this.#start)
    }
    return asked.promise
  }

  readonly #start = () => {
    this.#isDue = false
    while (this.#running < this.#limits.repairs && this.#waiting.length > 0) {
      void this.#read(this.#waiting.splice(0, this.#batch))
    }
  }

  async #read(batch: readonly Asked[]): Promise<void> {
    this.#running += 1
    try {
      const answers = await this.#bounded(() => this.#source.changes(batch))
      this.#batch = Math.min(this.#limits.repairBatch, 2 * this.#batch)
      const later: Asked[] = []
      batch.forEach((asked, i) => {
        const answer = answers[i]
        if (answer === 'later') later.push(asked)
        else this.#settle(asked).resolve(answer ?? null)
      })
      if (later.length === batch.length) throw new Error('The source answered nothing')
      this.#waiting = [...later, ...this.#waiting]
    } catch (error) {
      // If one of them is to blame, the others get rid of it in some more tries.
      this.#batch = Math.max(1, Math.floor(batch.length / 2))
      for (const asked of batch) this.#settle(asked).reject(error)
    } finally {
      this.#running -= 1
      this.#start()
    }
  }

  #settle(asked: Asked): Asked {
    this.#asked.delete(`${asked.topic} ${asked.since}`)
    return asked
  }

  async #bounded<T>(read: () => Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('The source did not answer in time')), this.#limits.readMs)
    try {
      return await Promise.race([read(), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
