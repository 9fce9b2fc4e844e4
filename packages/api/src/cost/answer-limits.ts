import { Refusal } from '../errors.ts'
import { Turns } from './turns.ts'

/** The bounds of answers in the making. Beside each is what happens when it is reached. */
export const answerLimits = {
  /** Calls with many rows that one person has running at a time. The others wait for their turn. */
  runningMax: 4,
  /** The same of calls that keep the database busy. */
  heavyRunningMax: 1,
  /** Calls of one person that wait for their turn. One more is refused with `RATE_LIMITED`. */
  waitingMax: 2_000,
  /** Answers of one HTTP request together. Its further calls are refused with `TOO_LARGE`. */
  batchBytesMax: 4 * 1024 * 1024,
  /**
   * Answers of one person, on all their connections, that were made and not taken yet. Further calls are refused with
   * `RATE_LIMITED`.
   */
  personBytesMax: 16 * 1024 * 1024,
  /** The same of everybody over HTTP. Further calls are refused with `UNAVAILABLE`. */
  nodeBytesMax: 64 * 1024 * 1024,
  /** How long somebody whose answers wait is asked to wait. */
  retryAfterMs: 1_000,
  /** An answer takes one more point of the rate limit for every so many bytes. */
  bytesPerPoint: 64 * 1024,
}

/** The answers of one HTTP request, which leave together. */
export type AnswerBatch = {
  readonly bytes: number
  /** Nobody waits for the answer any more. */
  readonly isClosed: boolean
  /** An answer was made, and waits to leave. */
  hold(userId: string, bytes: number): void
  /** To be called when the answer has left, or its client has gone. */
  close(): void
}

/**
 * Bounds what answers take of this node's memory, before they are made: how many are made at a time, and how many bytes of
 * them wait for a client that does not take them. Only calls whose answers have many rows are counted.
 */
export class AnswerLimits {
  readonly #turns = turnsOf(answerLimits.runningMax)
  readonly #heavyTurns = turnsOf(answerLimits.heavyRunningMax)
  readonly #bytesByPerson = new Map<string, number>()
  #bytes = 0
  #socketBytes: (userId: string) => number = () => 0

  /** @param read the bytes that wait on all sockets of a person */
  watchSockets(read: (userId: string) => number): void {
    this.#socketBytes = read
  }

  /** Begins an HTTP request, whose calls are answered together. */
  openBatch(): AnswerBatch {
    const held: [userId: string, bytes: number][] = []
    const batch = {
      bytes: 0,
      isClosed: false,
      hold: (userId: string, bytes: number) => {
        batch.bytes += bytes
        if (batch.isClosed) return
        held.push([userId, bytes])
        this.#add(userId, bytes)
      },
      close: () => {
        batch.isClosed = true
        for (const [userId, bytes] of held.splice(0)) this.#add(userId, -bytes)
      },
    }
    return batch
  }

  /**
   * Runs a call in its person's turn.
   *
   * @param isHeavy it keeps the database busy, so that only one of the person's runs at a time
   * @throws Refusal `TOO_LARGE`, `RATE_LIMITED`, `UNAVAILABLE`; the call has not run then
   */
  async run<T>(
    userId: string,
    batch: AnswerBatch | null,
    work: () => Promise<T>,
    { isHeavy = false } = {},
  ): Promise<T> {
    const turns = isHeavy ? this.#heavyTurns : this.#turns
    if (!(await turns.begin(userId))) throw tooMuch('Too many calls at once; try again')
    try {
      this.#mustHaveRoom(userId, batch)
      return await work()
    } finally {
      turns.end(userId)
    }
  }

  #mustHaveRoom(userId: string, batch: AnswerBatch | null): void {
    const { batchBytesMax, personBytesMax, nodeBytesMax, retryAfterMs } = answerLimits
    // Its client has gone while it waited for its turn. Nobody reads this.
    if (batch?.isClosed) throw new Refusal('UNAVAILABLE', 'Nobody waits for this answer')
    if (batch !== null && batch.bytes >= batchBytesMax) {
      throw new Refusal('TOO_LARGE', 'The answers of this request are too large together: ask for less at once')
    }
    if ((this.#bytesByPerson.get(userId) ?? 0) + this.#socketBytes(userId) >= personBytesMax) {
      throw tooMuch('Your answers wait to be read; read them, and try again')
    }
    if (this.#bytes >= nodeBytesMax) throw new Refusal('UNAVAILABLE', 'The server is busy; try again', { retryAfterMs })
  }

  #add(userId: string, bytes: number): void {
    const sum = (this.#bytesByPerson.get(userId) ?? 0) + bytes
    if (sum > 0) this.#bytesByPerson.set(userId, sum)
    else this.#bytesByPerson.delete(userId)
    this.#bytes += bytes
  }
}

const turnsOf = (runningMax: number) => new Turns({ runningMax, waitingMax: answerLimits.waitingMax })

const tooMuch = (text: string) => new Refusal('RATE_LIMITED', text, { retryAfterMs: answerLimits.retryAfterMs })
