import type { Socket } from 'node:net'

/** What the server's answers go through on their way to the client: takes a chunk, returns what goes on. */
export type AnswerFilter = { pass(chunk: Buffer): Buffer }

type Events = {
  /** How much longer a chunk takes now. */
  delayMs(): number
  filterAnswers(said: () => string): AnswerFilter | null
  onSent(bytes: number): void
  onAnswered(): void
  onEnd(): void
}

/** Enough to see what a connection is for. */
const keptChars = 65_536

/** One connection through a proxy: a socket to the client, one to the server, and what the faults do to both directions. */
export class ProxiedConnection {
  readonly #client: Socket
  readonly #server: Socket
  readonly #up: Direction
  readonly #down: Direction
  readonly #onEnd: () => void
  #said = ''
  /** That one side has closed is a packet too: while packets are lost, the other side does not hear of it. */
  #hidesClosing = false
  #isClosing = false
  #hangs = false

  constructor(client: Socket, server: Socket, { delayMs, filterAnswers, onSent, onAnswered, onEnd }: Events) {
    this.#client = client
    this.#server = server
    this.#up = new Direction(client, server)
    this.#down = new Direction(server, client)
    this.#onEnd = onEnd
    const filter = filterAnswers(() => this.#said)
    client.on('data', (chunk: Buffer) => {
      if (this.#said.length < keptChars) this.#said += chunk.toString('latin1').toUpperCase()
      this.#up.carry(chunk, delayMs())
      onSent(chunk.length)
    })
    server.on('data', (chunk: Buffer) => {
      onAnswered()
      this.#down.carry(filter ? filter.pass(chunk) : chunk, delayMs())
    })
    for (const socket of [client, server]) socket.on('error', () => {}).on('close', () => this.#closed())
  }

  /** The beginning of what the client has sent, in capitals. */
  get said(): string {
    return this.#said
  }

  losePackets(fate: 'late' | 'lost'): void {
    this.#hidesClosing = true
    for (const direction of [this.#up, this.#down]) direction.stop(fate)
  }

  holdAnswers(): void {
    this.#down.stop('late')
  }

  muteAnswers(): void {
    this.#down.stop('lost')
  }

  hang(): void {
    this.#hangs = true
    this.#hidesClosing = true
    for (const direction of [this.#up, this.#down]) direction.freeze()
  }

  /** Ends every fault but a hang. A connection that has lost bytes, or one of its ends, breaks. */
  mend(): void {
    if (this.#hangs) return
    this.#hidesClosing = false
    for (const direction of [this.#up, this.#down]) direction.stop(null)
    if (this.#isClosing || this.#up.isBroken || this.#down.isBroken) this.destroy()
  }

  destroy(): void {
    for (const direction of [this.#up, this.#down]) direction.end()
    this.#client.destroy()
    this.#server.destroy()
    this.#onEnd()
  }

  #closed(): void {
    this.#isClosing = true
    if (!this.#hidesClosing) this.destroy()
  }
}

/** One direction of a connection. What is sent arrives in its order, or not at all. */
class Direction {
  readonly #from: Socket
  readonly #to: Socket
  readonly #waiting: { chunk: Buffer; dueAt: number }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped: 'late' | 'lost' | null = null
  #isFrozen = false
  /** Something was lost: as a stream of bytes it is broken. */
  isBroken = false

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
  }

  carry(chunk: Buffer, delayMs: number): void {
    if (chunk.length === 0) return
    if (this.#stopped === 'lost') {
      this.isBroken = true
      return
    }
    this.#waiting.push({ chunk, dueAt: performance.now() + delayMs })
    this.#deliver()
  }

  /** @param fate of what is sent from now on: it waits (`late`), or is dropped (`lost`); null lets it pass again */
  stop(fate: 'late' | 'lost' | null): void {
    this.#stopped = fate
    this.#deliver()
  }

  /** For good: nothing is read any more, so that the sender's buffers fill up. */
  freeze(): void {
    this.#isFrozen = true
    this.#stopped = 'late'
    this.#from.pause()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#waiting.length = 0
  }

  #deliver(): void {
    if (this.#timer || this.#stopped) return
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const inMs = next.dueAt - performance.now()
      if (inMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.#deliver()
        }, inMs)
        return
      }
      this.#waiting.shift()
      if (this.#to.destroyed || this.#to.write(next.chunk)) continue
      // A receiver that does not read slows down the sender, as it would without a proxy.
      this.#from.pause()
      this.#to.once('drain', () => {
        if (!this.#isFrozen) this.#from.resume()
      })
    }
  }
}
