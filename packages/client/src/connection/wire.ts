import { callSafely } from '../readable.ts'
import { framesOf } from './frames.ts'
import { PromptSocket } from './prompt-socket.ts'
import type { Call, Observer, StateResult } from './transport.ts'
import type { WebSocketLike } from './web-socket.ts'
import { type Answer, isSubscription, jsonOf, type Request } from './wire-request.ts'

/** How long a connection may be quiet before it is pinged. */
const pingWhenQuietMs = 5_000

export type WirePorts = {
  /** Resolves when it is time to open a socket: to its address, and to what is sent first. */
  ready(): Promise<{ url: string; params: object | null }>
  open(url: string): WebSocketLike
  opened(): void
  /** A socket closed. Called before another one is opened. */
  closed(code: number): void
  /** There is no open socket any more, or another try to open one has failed. */
  lost(): void
}

/**
 * Carries calls over a WebSocket as tRPC does, frame for frame: it stands in for the stock `createWSClient`, of which
 * it has what Chime's client needs, in a fraction of the bytes. A contract suite holds the two to the same behaviour.
 *
 *     waiting ── a socket is open ──► sent ── answer, `stopped` or error ──► over
 *        ▲                             │
 *        └── subscriptions ◄── the socket closed ── queries and mutations ──► failed: nobody knows what became of them
 *
 * A server that is about to stop asks its clients to connect again. Then the old socket serves until the new one is
 * open. Subscriptions are opened there too, and stopped on the old one when the new one has confirmed them, so that
 * nothing is missed; an event may come over both.
 */
export class Wire {
  readonly #ports: WirePorts
  readonly #requests = new Map<number, Request>()
  /** Those that are opening or open, the newest last. */
  readonly #sockets = new Set<PromptSocket>()
  /** The socket that was opened last, while it is open. */
  #newest: PromptSocket | null = null
  #state: StateResult = { type: 'state', state: 'connecting', error: null }
  #lastId = 0
  #isConnecting = false
  #isFlushing = false
  #isClosed = false

  constructor(ports: WirePorts) {
    this.#ports = ports
    this.#connect()
  }

  /** Whether some socket is open. */
  get isOpen(): boolean {
    return this.#active !== null
  }

  /** Makes a call (see `Transport`). */
  request(call: Call, observer: Observer): () => void {
    const id = ++this.#lastId
    const state = { socket: null, next: null, left: new Set<PromptSocket>(), isStarted: false }
    const request: Request = { id, call, observer, ...state }
    this.#requests.set(id, request)
    if (isSubscription(request)) observer.next(this.#state)
    // Calls that are made in this task go out as one batch.
    if (this.isOpen && !this.#isFlushing) {
      this.#isFlushing = true
      setTimeout(() => this.#flush(), 0)
    }
    return () => this.#forget(request)
  }

  /** Checks that the open sockets work. */
  probe(): void {
    for (const socket of this.#sockets) socket.ping()
  }

  /** Closes the open sockets, because they do not do what they should, and opens another one. */
  restart(): void {
    for (const socket of [...this.#sockets]) if (socket.isOpen) socket.close()
  }

  /** Ends everything: subscriptions complete, calls fail. */
  close(): void {
    this.#isClosed = true
    for (const request of [...this.#requests.values()]) {
      if (isSubscription(request)) request.observer.complete()
      else request.observer.error(closed())
    }
    for (const socket of [...this.#sockets]) socket.close(1000)
  }

  /** The socket for what is sent now. */
  get #active(): PromptSocket | null {
    let active: PromptSocket | null = null
    for (const socket of this.#sockets) if (socket.isOpen) active = socket
    return active
  }

  #connect(): void {
    if (this.#isConnecting || this.#isClosed) return
    this.#isConnecting = true
    this.#ports
      .ready()
      .then(({ url, params }) => {
        if (!this.#isClosed) this.#open(url, params)
      })
      .catch((error: unknown) => this.#failed(error))
  }

  #open(url: string, params: object | null): void {
    let wasOpen = false
    const socket = new PromptSocket(
      url,
      this.#ports.open,
      {
        opened: () => {
          wasOpen = true
          this.#opened(socket, params)
        },
        message: (text) => callSafely(() => this.#receive(socket, text)),
        closed: ({ code }) => {
          this.#closed(socket)
          this.#ports.closed(code)
          if (!wasOpen) this.#failed(closed())
          else if (socket === this.#newest) {
            this.#newest = null
            if (!this.isOpen) this.#lost(closed())
            this.#connect()
          }
        },
      },
      pingWhenQuietMs,
    )
    this.#sockets.add(socket)
  }

  #failed(error: unknown): void {
    this.#isConnecting = false
    if (!this.isOpen) this.#lost(error)
    this.#connect()
  }

  #lost(error: unknown): void {
    if (this.#isClosed) return
    this.#setState({ type: 'state', state: 'connecting', error: error })
    this.#ports.lost()
  }

  #opened(socket: PromptSocket, params: object | null): void {
    this.#isConnecting = false
    this.#newest = socket
    this.#ports.opened()
    if (params) socket.send(JSON.stringify({ method: 'connectionParams', data: params }))
    if (this.#state.state !== 'pending') this.#setState({ type: 'state', state: 'pending', error: null })
    const moving = [...this.#requests.values()].filter((request) => isSubscription(request) && request.socket)
    for (const request of moving) {
      this.#stop(request, request.next)
      request.next = socket
    }
    this.#send(socket, moving)
    this.#flush()
    for (const each of [...this.#sockets]) this.#closeIfLeft(each)
  }

  #closed(socket: PromptSocket): void {
    this.#sockets.delete(socket)
    for (const request of [...this.#requests.values()]) {
      request.left.delete(socket)
      if (request.next === socket) request.next = null
      if (request.socket !== socket) continue
      if (!isSubscription(request)) request.observer.error(closed())
      else {
        request.socket = request.next
        request.next = null
        if (!request.socket) this.#wait(request)
      }
    }
    this.#flush()
  }

  /** Has a subscription sent again, under another id, since one and the same socket may get it a second time. */
  #wait(request: Request): void {
    this.#requests.delete(request.id)
    request.id = ++this.#lastId
    request.isStarted = false
    request.left.clear()
    this.#requests.set(request.id, request)
  }

  /** Sends what waits. */
  #flush(): void {
    this.#isFlushing = false
    const socket = this.#active
    if (!socket) return
    const waiting = [...this.#requests.values()].filter((request) => !request.socket)
    for (const request of waiting) request.socket = socket
    this.#send(socket, waiting)
  }

  #send(socket: PromptSocket, requests: readonly Request[]): void {
    for (const frame of framesOf(requests.flatMap(jsonOf))) socket.send(frame)
  }

  #receive(socket: PromptSocket, text: string): void {
    const answer: Answer = JSON.parse(text)
    if ('method' in answer) {
      if (answer.method === 'reconnect' && socket === this.#active) this.#connect()
      return
    }
    const request = answer.id === null ? undefined : this.#requests.get(answer.id)
    if (!request) return
    const { result } = answer
    if (request.next === socket) this.#moved(request, socket)
    else if (request.socket !== socket) {
      if (request.left.has(socket) && result?.type === 'data' && result.id === undefined) request.observer.next(result)
      return
    }
    if (result?.type === 'started') {
      if (request.isStarted) return
      request.isStarted = true
    }
    if (result) {
      if (result.id !== undefined) request.lastEventId = result.id
      request.observer.next(result)
      if (isSubscription(request) && result.type !== 'stopped') return
    }
    // The server has ended it, so nothing has to be stopped.
    request.socket = null
    if (result) request.observer.complete()
    else request.observer.error(answer)
    this.#closeIfLeft(socket)
  }

  /** The newer socket has confirmed a subscription. */
  #moved(request: Request, socket: PromptSocket): void {
    const previous = request.socket
    request.socket = socket
    request.next = null
    if (!previous?.isOpen) return
    request.left.add(previous)
    this.#stop(request, previous)
    previous.ping(() => {
      request.left.delete(previous)
      this.#closeIfLeft(previous)
    })
  }

  #stop({ id }: Request, socket: PromptSocket | null): void {
    socket?.send(JSON.stringify({ id, method: 'subscription.stop' }))
  }

  #forget(request: Request): void {
    this.#requests.delete(request.id)
    if (isSubscription(request)) {
      this.#stop(request, request.socket)
      this.#stop(request, request.next)
    }
    for (const socket of [request.socket, ...request.left]) if (socket) this.#closeIfLeft(socket)
  }

  /** Closes a socket that another one has replaced, when nothing is left on it. */
  #closeIfLeft(socket: PromptSocket): void {
    if (!socket.isOpen || socket === this.#active) return
    for (const request of this.#requests.values()) if (request.socket === socket || request.left.has(socket)) return
    socket.close()
  }

  #setState(state: StateResult): void {
    this.#state = state
    for (const request of [...this.#requests.values()]) if (isSubscription(request)) request.observer.next(state)
  }
}

const closed = () => new Error('WebSocket closed')
