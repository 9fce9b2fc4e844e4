import { closeCodes, type Log } from '@chime/protocol'
import { createWSClient, type TRPCWebSocketClient } from '@trpc/client'
import { SessionEnded } from '../failure.ts'
import { Cell, type Readable, type Turn } from '../readable.ts'
import type { PromptSocket } from './prompt-socket.ts'
import { promptSocketClass } from './prompt-socket.ts'
import { RetryGate } from './retry-gate.ts'
import { watchSurroundings } from './surroundings.ts'

/** A quiet connection is asked for a sign of life this often, and closed when none comes in time. */
const keepAlive = { enabled: true, intervalMs: 5_000, pongTimeoutMs: 2_500 }
/** From the opened socket to `hello`. */
const helloTimeoutMs = 10_000
/** After the server said that this client is too fast. */
const tooFastWaitMs = 30_000

export type ConnectionState = {
  /**
   * `online`: what is shown is live. `offline`: the browser has no network, or `close` was called.
   * `ended`: the session is over, or this user has too many connections; only `connect` starts again.
   */
  status: 'connecting' | 'online' | 'reconnecting' | 'offline' | 'ended'
  /** When the next try starts, in milliseconds since 1970. */
  retryAt: number | null
  reason: string | null
}

export type ConnectionOptions = {
  /** Where the server is; asked for each time, so that it may be told from the page's own address. */
  address: () => string
  /** Null: no token; in a browser the cookie counts. */
  token: (() => string | null) | null
  WebSocket: typeof WebSocket | undefined
  log: Log
  /** The first call or `connect` started it: open the streams. */
  started: () => void
  /** It is over: end the streams. */
  stopped: () => void
}

/** One socket at a time, for as long as it is wanted. */
export class Connection {
  readonly #state: Cell<ConnectionState>
  readonly #options: ConnectionOptions
  readonly #gate: RetryGate
  readonly #sockets = new Set<PromptSocket>()
  readonly #waiting = new Set<{ resolve(): void; reject(error: Error): void }>()
  #client: TRPCWebSocketClient | null = null
  #unwatch: (() => void) | null = null
  #helloTimer: ReturnType<typeof setTimeout> | undefined
  #wasOnline = false
  #isClosed = false

  constructor(turn: Turn, options: ConnectionOptions) {
    this.#options = options
    this.#state = new Cell<ConnectionState>(turn, { status: 'connecting', retryAt: null, reason: null })
    this.#gate = new RetryGate((retryAt) => {
      // While a server that is about to stop hands its clients over, the old socket goes on.
      if (!this.isOnline) this.#set({ retryAt })
    })
  }

  get state(): Readable<ConnectionState> {
    return this.#state
  }

  get isOnline(): boolean {
    return this.#state.get().status === 'online'
  }

  /** The stock client. Connects when nothing did yet; throws `SessionEnded` when that is over. */
  client(): TRPCWebSocketClient {
    if (this.#isOver) throw new SessionEnded(this.#state.get().reason ?? 'The connection was closed')
    if (this.#client) return this.#client
    this.#client = this.#start()
    this.#options.started()
    return this.#client
  }

  /** Starts anew also after `ended` and `close`, and at once where the next try was still waited for. */
  connect(): void {
    if (this.#isOver) this.#set({ status: 'connecting', reason: null })
    this.#isClosed = false
    this.client()
    this.#gate.wake()
  }

  close(): void {
    this.#isClosed = true
    this.#stop('offline', null)
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#state.get().status === 'ended'
  }

  /** Nothing will be tried until `connect`. */
  end(reason: string): void {
    if (this.#state.get().status !== 'ended') this.#stop('ended', reason)
  }

  /** `hello` was applied. */
  online(): void {
    clearTimeout(this.#helloTimer)
    this.#wasOnline = true
    this.#gate.reset()
    this.#set({ status: 'online', retryAt: null, reason: null })
    for (const { resolve } of this.#waiting) resolve()
    this.#waiting.clear()
  }

  /** Drops the socket and connects again: this one does not do what it should. */
  restart(reason: string): void {
    this.#options.log.warn({ reason }, 'Chime: connecting again')
    for (const socket of [...this.#sockets]) socket.close()
  }

  /** Resolves when online; rejects with `SessionEnded` when that will not be. */
  whenOnline(): Promise<void> {
    if (this.isOnline) return Promise.resolve()
    if (this.#isOver) return Promise.reject(new SessionEnded('The connection was closed'))
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }))
  }

  #start(): TRPCWebSocketClient {
    const { address, token, log } = this.#options
    const Base = this.#options.WebSocket ?? globalThis.WebSocket
    if (!Base) throw new Error('This runtime has no WebSocket: pass one, for example that of the package ws')
    this.#unwatch = watchSurroundings({
      better: () => this.#better(),
      noNetwork: () => {
        for (const socket of this.#sockets) socket.probe()
      },
    })
    const client = createWSClient({
      url: async () => {
        await this.#gate.pass()
        return address()
      },
      ...(token && { connectionParams: () => ({ token: token() ?? '' }) }),
      WebSocket: promptSocketClass(Base, {
        opened: (socket) => this.#opened(socket),
        closed: (socket) => this.#sockets.delete(socket),
      }),
      retryDelayMs: () => 0,
      keepAlive,
      onClose: (cause) => this.#closed(cause?.code),
      onError: (event) => log.debug({ event }, 'Chime: socket error'),
    })
    client.connectionState.subscribe({
      next: ({ state }) => {
        if (state === 'connecting' && this.#client === client) this.#lost()
      },
    })
    return client
  }

  #stop(status: 'offline' | 'ended', reason: string | null): void {
    const client = this.#client
    // Streams that end because the client closes must not be opened again.
    if (client) this.#options.stopped()
    this.#client = null
    this.#wasOnline = false
    clearTimeout(this.#helloTimer)
    this.#unwatch?.()
    this.#unwatch = null
    // Before the gate opens, or the stock client would take its refusal for a failed try.
    client?.close().catch(() => {})
    this.#gate.cancel()
    for (const socket of [...this.#sockets]) socket.close(1000)
    this.#set({ status, reason, retryAt: null })
    for (const { reject } of this.#waiting) reject(new SessionEnded(reason ?? 'Closed'))
    this.#waiting.clear()
  }

  #opened(socket: PromptSocket): void {
    this.#sockets.add(socket)
    clearTimeout(this.#helloTimer)
    this.#helloTimer = setTimeout(() => this.restart('no hello'), helloTimeoutMs)
  }

  #closed(code: number | undefined): void {
    if (code === closeCodes.sessionEnded) this.end('UNAUTHENTICATED')
    // Trying again would push out another one of this user's connections, which would then do the same.
    else if (code === closeCodes.tooManyConnections && this.#sockets.size === 0) this.end('TOO_MANY_CONNECTIONS')
    else if (code === closeCodes.tooFast) this.#gate.atLeast(tooFastWaitMs)
  }

  #lost(): void {
    clearTimeout(this.#helloTimer)
    const noNetwork = typeof navigator !== 'undefined' && navigator.onLine === false
    this.#set({ status: noNetwork ? 'offline' : this.#wasOnline ? 'reconnecting' : 'connecting' })
  }

  /** The network is back, or somebody looks at the page again. */
  #better(): void {
    if (this.#state.get().status === 'offline') this.#set({ status: this.#wasOnline ? 'reconnecting' : 'connecting' })
    this.#gate.wake()
    for (const socket of this.#sockets) socket.probe()
  }

  #set(change: Partial<ConnectionState>): void {
    const next = { ...this.#state.get(), ...change }
    const held = this.#state.get()
    if (next.status !== held.status || next.retryAt !== held.retryAt || next.reason !== held.reason)
      this.#state.set(next)
  }
}
