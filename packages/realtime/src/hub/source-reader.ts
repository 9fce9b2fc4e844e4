import type { Topic } from '../bus/bus.ts'
import type { Question, Repair, Source } from './hub.ts'
import type { HubLimits } from './limits.ts'

type PendingQuestion = Question & PromiseWithResolvers<Repair | null>

/**
 * The hub's way to the source. Questions that are asked in one turn of the event loop, or while reads are under way,
 * are read together; the same question is read once for all who ask it. Only a few reads run at a time, and none
 * waits for ever. Every method rejects when the source does.
 */
export class SourceReader {
  readonly #source: Source
  readonly #limits: HubLimits
  /** All questions without an answer: those that wait, and those that are being read. */
  readonly #pending = new Map<string, PendingQuestion>()
  #waiting: PendingQuestion[] = []
  #running = 0
  #isScheduled = false
  /** How many questions the next read takes. */
  #batchSize: number

  constructor(source: Source, limits: HubLimits) {
    this.#source = source
    this.#limits = limits
    this.#batchSize = limits.readBatch
  }

  /** How many questions wait or are being read. */
  get size(): number {
    return this.#pending.size
  }

  heads(topics: readonly Topic[]): Promise<Map<Topic, number>> {
    return this.#bounded(() => this.#source.heads(topics))
  }

  endedSessions(sessionIds: readonly string[]): Promise<string[]> {
    return this.#bounded(() => this.#source.endedSessions(sessionIds))
  }

  /** The answer may come from a read that was begun a moment ago, and then lacks the very newest rows. */
  changes(topic: Topic, since: number): Promise<Repair | null> {
    const key = `${topic} ${since}`
    const pending = this.#pending.get(key)
    if (pending !== undefined) return pending.promise
    const question = { topic, since, ...Promise.withResolvers<Repair | null>() }
    this.#pending.set(key, question)
    this.#waiting.push(question)
    if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(this.#start)
    }
    return question.promise
  }

  readonly #start = () => {
    this.#isScheduled = false
    while (this.#running < this.#limits.concurrentReads && this.#waiting.length > 0) {
      void this.#read(this.#waiting.splice(0, this.#batchSize))
    }
  }

  async #read(batch: readonly PendingQuestion[]): Promise<void> {
    this.#running += 1
    try {
      const answers = await this.#bounded(() => this.#source.changes(batch))
      this.#batchSize = Math.min(this.#limits.readBatch, 2 * this.#batchSize)
      const unanswered: PendingQuestion[] = []
      batch.forEach((question, i) => {
        const answer = answers[i]
        if (answer === 'later') unanswered.push(question)
        else this.#settle(question).resolve(answer ?? null)
      })
      if (unanswered.length === batch.length) throw new Error('The source answered nothing')
      this.#waiting = [...unanswered, ...this.#waiting]
    } catch (error) {
      // One question may be to blame. Smaller batches separate the others from it within a few tries.
      this.#batchSize = Math.max(1, Math.floor(batch.length / 2))
      for (const question of batch) this.#settle(question).reject(error)
    } finally {
      this.#running -= 1
      this.#start()
    }
  }

  #settle(question: PendingQuestion): PendingQuestion {
    this.#pending.delete(`${question.topic} ${question.since}`)
    return question
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
