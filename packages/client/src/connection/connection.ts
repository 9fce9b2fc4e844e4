import { closeCodes, type Log } from '@chime/protocol'
import { SessionEnded } from '../failure.ts'
import { type Batch, Cell, type Readable } from '../readable.ts'
import { watchNetwork } from './browser-events.ts'
import type { ConnectionState } from './connection-state.ts'
import { RetryGate } from './retry-gate.ts'
import { movedCode, type SocketSource } from './socket-source.ts'
import { Wire } from './wire.ts'

/** The longest time from an open socket to the server's `hello`. */
const helloTimeoutMs = 10_000
/** The shortest wait after the server closed the connection because this client was too fast. */
const tooFastWaitMs = 30_000

export type ConnectionOptions = {
  /** The server's address. It is asked for at each try, because in a browser it comes from the page's own address. */
  address: () => string
  /** Null: there is no token, and in a browser the session cookie is used. */
  token: (() => string | null) | null
  sockets: SocketSource
  log: Log
  /** The connection was started by `connect` or by the first call: open the streams. */
  started: () => void
  /** The connection is over: end the streams. */
  stopped: () => void
}

/** Keeps one socket open for as long as it is wanted. */
export class Connection {
  readonly #state: Cell<ConnectionState>
  readonly #options: ConnectionOptions
  readonly #gate: RetryGate
  readonly #waiting = new Set<{ resolve(): void; reject(error: Error): void }>()
  #wire: Wire | null = null
  #unwatch: (() => void) | null = null
  #helloTimer: ReturnType<typeof setTimeout> | undefined
  #wasOnline = false
  #isClosed = false

  constructor(batch: Batch, options: ConnectionOptions) {
    this.#options = options
    this.#state = new Cell<ConnectionState>(batch, { status: 'connecting', retryAt: null, reason: null })
    this.#gate = new RetryGate((retryAt) => {
      // When a server that is about to stop asks its clients to move, the old socket still works while the new one
      // waits.
      if (!this.isOnline) this.#set({ retryAt })
    })
  }

  get state(): Readable<ConnectionState> {
    return this.#state
  }

  get isOnline(): boolean {
    return this.#state.get().status === 'online'
  }

  /** For calls; the first one connects. Throws `SessionEnded` when the connection is over. */
  wire(): Wire {
    if (this.#isOver) throw new SessionEnded(this.#state.get().reason)
    if (this.#wire) return this.#wire
    this.#wire = this.#start()
    this.#options.started()
    return this.#wire
  }

  /** Starts again, also after `ended` and `close`. A wait before the next try ends at once. */
  connect(): void {
    if (this.#isOver) this.#set({ status: 'connecting', reason: null })
    this.#isClosed = false
    this.wire()
    this.#gate.wake()
  }

  close(): void {
    this.#isClosed = true
    this.#stop('offline', null)
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#state.get().status === 'ended'
  }

  /** Ends the connection: nothing is tried again until `connect`. */
  end(reason: string): void {
    if (this.#state.get().status !== 'ended') this.#stop('ended', reason)
  }

  /** The server's `hello` was applied, so the connection works. */
  online(): void {
    clearTimeout(this.#helloTimer)
    this.#wasOnline = true
    this.#gate.reset()
    this.#set({ status: 'online', retryAt: null, reason: null })
    for (const { resolve } of this.#waiting) resolve()
    this.#waiting.clear()
  }

  /** Closes the socket and connects again, because this socket does not do what it should. */
  restart(reason: string): void {
    this.#options.log.warn({ reason }, 'Chime: connecting again')
    this.#wire?.restart()
  }

  /** Resolves when the client is online; rejects with `SessionEnded` when it will not be. */
  whenOnline(): Promise<void> {
    if (this.isOnline) return Promise.resolve()
    if (this.#isOver) return Promise.reject(new SessionEnded())
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }))
  }

  #start(): Wire {
    const { address, token, sockets } = this.#options
    sockets.start()
    this.#unwatch = watchNetwork({
      wake: () => this.#wake(),
      offline: () => this.#wire?.probe(),
    })
    return new Wire({
      ready: async () => {
        await this.#gate.pass()
        await sockets.ready()
        const query = token ? '?connectionParams=1' : ''
        return { url: address() + query, params: token && { token: token() ?? '' } }
      },
      open: (url) => sockets.open(url),
      opened: () => this.#opened(),
      closed: (code) => this.#closed(code),
      lost: () => this.#lost(),
    })
  }

  #stop(status: 'offline' | 'ended', reason: string | null): void {
    const wire = this.#wire
    // First, so that streams which end because the wire closes are not opened again.
    if (wire) this.#options.stopped()
    this.#wire = null
    this.#wasOnline = false
    clearTimeout(this.#helloTimer)
    this.#unwatch?.()
    this.#unwatch = null
    // Before the gate is cancelled, or else that would count as a failed try, and another would begin.
    wire?.close()
    this.#gate.cancel()
    this.#options.sockets.stop()
    this.#set({ status, reason, retryAt: null })
    for (const { reject } of this.#waiting) reject(new SessionEnded(reason))
    this.#waiting.clear()
  }

  #opened(): void {
    clearTimeout(this.#helloTimer)
    this.#helloTimer = setTimeout(() => this.restart('no hello'), helloTimeoutMs)
  }

  #closed(code: number): void {
    this.#options.log.debug({ code }, 'Chime: a socket closed')
    if (code === closeCodes.sessionEnded) this.end('UNAUTHENTICATED')
    // A new try would push out another connection of the same user, which would then push out this one, and so on.
    else if (code === closeCodes.tooManyConnections && !this.#wire?.isOpen) this.end('TOO_MANY_CONNECTIONS')
    else if (code === closeCodes.tooFast) this.#gate.atLeast(tooFastWaitMs)
    else if (code === movedCode) this.#gate.skipWait()
  }

  #lost(): void {
    clearTimeout(this.#helloTimer)
    const isOffline = typeof navigator !== 'undefined' && navigator.onLine === false
    this.#set({ status: isOffline ? 'offline' : this.#wasOnline ? 'reconnecting' : 'connecting' })
  }

  /** The network is back, or the user looks at the page again. */
  #wake(): void {
    if (this.#state.get().status === 'offline') this.#set({ status: this.#wasOnline ? 'reconnecting' : 'connecting' })
    this.#gate.wake()
    this.#wire?.probe()
  }

  #set(change: Partial<ConnectionState>): void {
    const current = this.#state.get()
    const next = { ...current, ...change }
    if (next.status !== current.status || next.retryAt !== current.retryAt || next.reason !== current.reason)
      this.#state.set(next)
  }
}
