import { clientLimits } from '@chime/protocol'
import { framesOf } from '../connection/frames.ts'
import { PromptSocket } from '../connection/prompt-socket.ts'
import type { WebSocketLike } from '../connection/web-socket.ts'
import { DeviceUse, type PresenceInput } from './device-use.ts'
import { strangerCode } from './messages.ts'
import { Pings } from './pings.ts'
import { isEnd, partResponse, responseTo } from './response.ts'
import { type Follower, SharedStream, type Subscribe } from './shared-stream.ts'
import type { Line, LineEnd } from './tab-socket.ts'

/** Fewer than the server allows, because it counts a subscription until it has ended it. */
const subscriptionsMax = clientLimits.subscriptionsPerSocketMax - 2
/** The close code for a tab that has to use another socket. */
const tryAgain = 1013

type Request = { id: number; method: string; params?: { path: string; input?: unknown } }
type Receiver = (rest: string) => void

/** One tab on the socket. */
class Tab {
  readonly end: LineEnd
  /** How to stop its subscriptions, by the tab's own ids. */
  readonly stops = new Map<number, () => void>()
  constructor(end: LineEnd) {
    this.end = end
  }
}

/**
 * One real socket that carries the tRPC frames of several tabs. Each tab numbers its requests from 1, so they get other
 * ids on their way out, and their own again on the way back.
 */
export class SharedSocket {
  readonly url: string
  readonly #socket: PromptSocket
  readonly #tabs = new Set<Tab>()
  readonly #receivers = new Map<number, Receiver>()
  readonly #streams = new Map<string, SharedStream>()
  readonly #subscriptions = new Set<number>()
  readonly #use = new DeviceUse<Tab>()
  readonly #pings: Pings
  readonly #over: () => void
  #outgoing: Request[] = []
  /** Whose socket it has to be, until the server is asked. */
  #unchecked: string | null
  #lastId = 0
  #isOpen = false
  #hasCredentials = false
  #isRetiring = false
  #isClosed = false

  /**
   * @param userId whose socket it has to be. Null: the tabs on it have shown the same token
   * @param over called once, when no tab can use this socket any more
   */
  constructor(url: string, open: (url: string) => WebSocketLike, userId: string | null, over: () => void) {
    this.url = url
    this.#unchecked = userId
    this.#over = over
    this.#socket = new PromptSocket(url, open, {
      opened: () => {
        this.#isOpen = true
        for (const { end } of [...this.#tabs]) end.opened()
      },
      message: (text) => this.#receive(text),
      closed: ({ code, reason }) => this.#closed(code, reason),
    })
    this.#pings = new Pings(this.#socket)
  }

  /** Whether one more tab may use it. */
  get hasRoom(): boolean {
    return !this.#isRetiring && !this.#isClosed && this.#subscriptions.size < subscriptionsMax / 2
  }

  attach(end: LineEnd): Line {
    const tab = new Tab(end)
    this.#tabs.add(tab)
    const report = this.#use.add(tab)
    if (this.#isOpen) {
      nextTask(() => end.opened())
      this.#report(report)
    }
    return {
      send: (text) => {
        if (this.#tabs.has(tab)) this.#send(tab, text)
      },
      close: (code) => {
        // The tab found something wrong. If it is the socket, the other tabs need another one too.
        if (code === undefined && this.#isOpen) this.#pings.ask(() => {})
        this.#detach(tab)
      },
    }
  }

  /** @param code what the tabs on it are told */
  close(code: number, reason: string): void {
    this.#socket.close(1000)
    this.#closed(code, reason)
  }

  #send(tab: Tab, text: string): void {
    if (text === 'PING') {
      this.#pings.ask(() => tab.end.frame('PONG'))
      return
    }
    const message: Request | Request[] = JSON.parse(text)
    if (!Array.isArray(message) && message.method === 'connectionParams') {
      if (!this.#hasCredentials) this.#socket.send(text)
      this.#hasCredentials = true
      return
    }
    this.#check()
    for (const request of Array.isArray(message) ? message : [message]) {
      if (this.#tabs.has(tab)) this.#take(tab, request)
    }
    this.#flush()
  }

  #take(tab: Tab, request: Request): void {
    const { id, method, params } = request
    if (method === 'subscription.stop') {
      tab.stops.get(id)?.()
      tab.stops.delete(id)
    } else if (method === 'subscription') {
      this.#subscribe(tab, request)
    } else {
      if (params?.path === 'presence.set') params.input = this.#use.set(tab, params.input as PresenceInput) // as the contract says
      this.#request(request, (rest) => tab.end.frame(responseTo(id, rest)))
    }
  }

  #subscribe(tab: Tab, request: Request): void {
    // A tab that is alone gets the server's own answer to one subscription too many.
    if (this.#subscriptions.size >= subscriptionsMax && this.#tabs.size > 1) {
      this.#detach(tab)
      tab.end.closed(tryAgain, 'too many subscriptions on one socket')
      return
    }
    const follower: Follower = {
      id: request.id,
      frame: (text) => {
        if (this.#tabs.has(tab)) tab.end.frame(text)
      },
    }
    const open: Subscribe = (receive) => this.#open(request, receive)
    if (request.params?.path === 'events.subscribe') {
      const stream = this.#stream(JSON.stringify(request.params.input ?? null), open)
      tab.stops.set(request.id, () => stream.remove(follower))
      stream.add(follower)
    } else {
      tab.stops.set(
        request.id,
        open((rest) => follower.frame(responseTo(request.id, rest))),
      )
    }
  }

  #stream(key: string, open: Subscribe): SharedStream {
    const existing = this.#streams.get(key)
    if (existing?.isWorking) return existing
    const stream = new SharedStream(open, () => {
      if (this.#streams.get(key) === stream) this.#streams.delete(key)
    })
    this.#streams.set(key, stream)
    return stream
  }

  /** Opens a subscription under an id of this socket. */
  #open(request: Request, receive: Receiver): () => void {
    const id = this.#request(request, (rest) => {
      if (isEnd(rest)) this.#subscriptions.delete(id)
      receive(rest)
    })
    this.#subscriptions.add(id)
    return () => {
      if (this.#subscriptions.has(id)) this.#outgoing.push({ id, method: 'subscription.stop' })
    }
  }

  #request(request: Request, receiver: Receiver): number {
    const id = ++this.#lastId
    this.#receivers.set(id, receiver)
    this.#outgoing.push({ ...request, id })
    return id
  }

  /** Somebody else may have signed in since the tab looked at who is. */
  #check(): void {
    const userId = this.#unchecked
    if (userId === null) return
    this.#unchecked = null
    this.#request({ id: 0, method: 'query', params: { path: 'auth.me' } }, (rest) => {
      const { result } = JSON.parse(`{${rest}`)
      if (result && result.data.id !== userId) this.close(strangerCode, 'another user is signed in')
    })
  }

  #report(input: PresenceInput | null): void {
    if (input) this.#request({ id: 0, method: 'mutation', params: { path: 'presence.set', input } }, () => {})
    this.#flush()
  }

  #flush(): void {
    const calls = this.#outgoing.splice(0).map((request) => JSON.stringify(request))
    for (const frame of framesOf(calls)) this.#socket.send(frame)
  }

  #receive(text: string): void {
    if (text === 'PONG') {
      this.#pings.answered()
      return
    }
    const { id, rest } = partResponse(text)
    if (id === null) {
      // The server is about to stop: every tab opens another socket, and leaves this one when it is done here.
      if (rest.includes('"method":"reconnect"')) this.#isRetiring = true
      for (const { end } of [...this.#tabs]) end.frame(text)
      return
    }
    this.#receivers.get(id)?.(rest)
    if (!this.#subscriptions.has(id)) this.#receivers.delete(id)
    this.#flush()
  }

  #detach(tab: Tab): void {
    if (!this.#tabs.delete(tab)) return
    for (const stop of tab.stops.values()) stop()
    if (this.#tabs.size === 0) this.close(1000, '')
    else this.#report(this.#use.remove(tab))
  }

  #closed(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#isOpen = false
    this.#pings.stop()
    const tabs = [...this.#tabs]
    this.#tabs.clear()
    this.#over()
    for (const { end } of tabs) end.closed(code, reason)
  }
}

/**
 * Whoever creates a socket listens to it only then. Not a timer, because browsers delay those of hidden pages.
 */
function nextTask(work: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    work()
  }
  port2.postMessage(null)
}
