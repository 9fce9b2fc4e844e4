import type { Duplex } from 'node:stream'
import { closeCodes } from '@chime/protocol'
import type { Sink } from '@chime/realtime'
import type { RawData, WebSocket } from 'ws'
import type { SocketCounters } from './counters.ts'
import { textFrame } from './frame.ts'
import { FrameGate } from './frame-gate.ts'
import { socketLimits } from './limits.ts'
import { Pongs } from './pongs.ts'
import { TokenBucket } from './token-bucket.ts'
import { countRequests, countResponse } from './trpc/encoder.ts'
import { FirstFrame } from './trpc/first-frame.ts'
import { PendingCalls } from './trpc/pending-calls.ts'
import { SubscriptionSink } from './trpc/subscription-sink.ts'

type OnMessage = (data: RawData, isBinary: boolean) => void

export type SocketOptions = {
  counters: SocketCounters
  /** Whether a socket that sends too many frames is closed. */
  limitFrameRate: boolean
}

/**
 * One socket. It limits what comes in, and collects what goes out, so that everything that is sent in one turn of the
 * event loop is one write to the network.
 *
 * It is open, closing or closed, as its WebSocket is. While it is open, it has three more states:
 *
 *     credentials   awaited --token shown--> checked: see `FrameGate`
 *                   awaited for too long: closed with 4408
 *
 *     outgoing      writable --too many bytes wait--> full --the network took them all--> writable
 *                   full for too long, or far too many bytes wait: closed with 1013
 *
 *     incoming      reading --full, or too many pending calls--> paused
 *                   paused --writable, and half of the calls answered--> reading
 *                   too many frames: closed with 4429; a frame too large: closed with 1009
 *
 * tRPC's handler uses it in place of the WebSocket (`asTrpcSocket`). Frames are written directly to the stream below
 * `ws`. That keeps their order with the frames that `ws` writes itself (pings, the close frame), because without
 * compression `ws` writes at once too.
 */
export class SocketConnection {
  readonly #ws: WebSocket
  readonly #stream: Duplex
  readonly #counters: SocketCounters
  readonly #pendingCalls = new PendingCalls()
  readonly #frameRate: TokenBucket | null
  readonly #sinks = new Set<SubscriptionSink>()
  #isCorked = false
  #isPaused = false
  readonly #gate: FrameGate
  readonly #pongs: Pongs
  /** Whether anything came since the last ping. */
  #isAlive = true
  /** Set while the socket is full. */
  #fullTimer: NodeJS.Timeout | null = null

  constructor(ws: WebSocket, stream: Duplex, { counters, limitFrameRate }: SocketOptions) {
    this.#ws = ws
    this.#stream = stream
    this.#counters = counters
    const { frameBurst, framesPerSecond } = socketLimits
    this.#frameRate = limitFrameRate ? new TokenBucket({ burst: frameBurst, perSecond: framesPerSecond }) : null
    this.#gate = new FrameGate({
      expired: () => this.close(closeCodes.noCredentials, 'no credentials'),
      tooLarge: () => this.close(closeCodes.frameTooLarge, 'frame too large'),
    })
    ws.on('pong', () => {
      this.#isAlive = true
    })
    this.#pongs = new Pongs((payload) => {
      if (this.isOpen && this.#fullTimer === null) ws.pong(payload)
    })
    ws.on('ping', (payload) => {
      this.#isAlive = true
      if (this.#isWithinRate()) this.#pongs.answer(payload)
    })
    ws.once('close', () => {
      this.#gate.stop()
      this.#pongs.stop()
    })
  }

  /** To be called when the socket has shown a token, before that is looked up. See `FrameGate`. */
  tokenShown(): void {
    this.#gate.tokenShown()
  }

  /** To be called when the token has been looked up. */
  tokenChecked(isValid: boolean): void {
    this.#gate.tokenChecked(isValid)
    this.#pauseOrResume()
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return
    this.#counters.closed(code)
    this.#ws.close(code, reason)
    // While paused, the peer's close frame would never be read.
    if (this.#isPaused) this.#ws.resume()
  }

  terminate(): void {
    this.#ws.terminate()
  }

  /** Bytes that wait in this process because the network does not take them. */
  get bufferedBytes(): number {
    return this.#stream.writableLength
  }

  /** Calls back when the socket is closed, or at once if it is already closing or closed. */
  onClosed(callback: () => void): void {
    if (this.isOpen) this.#ws.once('close', callback)
    else callback()
  }

  /** Resolves when the socket is closed. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ws.readyState === this.#ws.CLOSED) resolve()
      else this.#ws.once('close', () => resolve())
    })
  }

  /**
   * Sends a ping. If nothing came since the last one, cuts the socket off instead. To be called every
   * `pingIntervalMs`.
   */
  heartbeat(): void {
    // Nothing is read from a paused socket, so its pong is not seen either. Other deadlines end such a socket.
    if (!this.#isAlive && !this.#isPaused) this.terminate()
    else {
      this.#isAlive = false
      this.#ws.ping()
    }
  }

  /** Sends a text of tRPC, in one write with everything else that this socket gets in this turn of the event loop. */
  send(text: string): void {
    countResponse(this.#pendingCalls)
    if (!this.isOpen) return
    this.#cork()
    this.#write(textFrame(text))
    if (this.#stream.writableLength > socketLimits.bufferedBytesMax) this.close(closeCodes.tooSlow, 'too slow')
    this.#pauseOrResume()
  }

  /** Writes a frame of the hub, whose bytes may be shared with other sockets. @returns false when the socket is full */
  write(frame: Buffer): boolean {
    if (!this.isOpen) return true
    // The hub writes to a stream once per turn. With a single stream there is nothing to wait for, so what was corked
    // leaves now.
    if (this.#sinks.size > 1) this.#cork()
    this.#write(frame)
    if (this.#isCorked && this.#sinks.size === 1) this.#uncork()
    return this.#fullTimer === null
  }

  /** See `LiveSocket.openSink`. */
  openSink(begin: () => string, drained: () => void): { sink: Sink; opening: object; close(): void } {
    const sink = new SubscriptionSink(this, drained)
    this.#sinks.add(sink)
    const opening = new FirstFrame((head) => sink.start(head, begin()))
    return { sink, opening, close: () => void this.#sinks.delete(sink) }
  }

  /** This socket as tRPC's handler wants it. */
  asTrpcSocket(): WebSocket {
    // tRPC uses only `on`, `once`, `send`, `close` and `readyState` of a WebSocket, and this class has all of them.
    return this as unknown as WebSocket
  }

  get readyState(): number {
    return this.#ws.readyState
  }

  on(event: string, listener: (...args: never[]) => void): void {
    if (event === 'message') {
      const onMessage = listener as OnMessage // what `ws` calls it with
      this.#ws.on('message', (data, isBinary) => this.#receive(onMessage, data, isBinary))
    } else this.#ws.on(event, listener as () => void)
  }

  once(event: string, listener: (...args: never[]) => void): void {
    this.#ws.once(event, listener as () => void)
  }

  #receive(onMessage: OnMessage, data: RawData, isBinary: boolean): void {
    this.#isAlive = true
    // A socket that is closing starts no more calls, because their answers could not be sent.
    if (!this.isOpen || !this.#isWithinRate()) return
    const bytes = Array.isArray(data) ? Number.POSITIVE_INFINITY : data.byteLength
    this.#counters.received(bytes)
    this.#gate.admit(bytes, () => {
      if (this.isOpen) countRequests(this.#pendingCalls, () => onMessage(data, isBinary))
    })
    this.#pauseOrResume()
  }

  #isWithinRate(): boolean {
    if (this.#frameRate === null || this.#frameRate.take()) return true
    this.close(closeCodes.tooFast, 'too fast')
    return false
  }

  #write(frame: Buffer): void {
    this.#counters.sent(frame.length)
    this.#stream.write(frame)
    if (this.#fullTimer !== null || this.#stream.writableLength <= socketLimits.highWaterBytes) return
    // The timer need not be stopped when the socket ends, because closing a closed socket does nothing.
    this.#fullTimer = setTimeout(() => this.close(closeCodes.tooSlow, 'too slow'), socketLimits.fullTimeoutMs).unref()
    this.#stream.once('drain', () => this.#drained())
    this.#pauseOrResume()
  }

  #drained(): void {
    if (this.#fullTimer !== null) clearTimeout(this.#fullTimer)
    this.#fullTimer = null
    this.#pauseOrResume()
    for (const sink of [...this.#sinks]) sink.drained()
  }

  /**
   * Stops reading from a client that does not take its answers, has too many pending calls, or sent a large frame
   * before its token was checked, and reads on when that is over.
   */
  #pauseOrResume(): void {
    const isFull = this.#fullTimer !== null || this.#gate.isHolding
    if (this.#isPaused) {
      if (isFull || this.#pendingCalls.size > socketLimits.pendingCallsMax / 2) return
      this.#isPaused = false
      this.#ws.resume()
    } else if (isFull || this.#pendingCalls.size >= socketLimits.pendingCallsMax) {
      this.#isPaused = true
      this.#ws.pause()
    }
  }

  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#stream.cork()
    if (corkedConnections.push(this) === 1) setImmediate(SocketConnection.#uncorkAll)
  }

  #uncork(): void {
    if (!this.#isCorked) return
    this.#isCorked = false
    this.#stream.uncork()
  }

  static readonly #uncorkAll = () => {
    for (const connection of corkedConnections.splice(0)) connection.#uncork()
  }
}

/** The connections to be uncorked at the end of this turn of the event loop. */
const corkedConnections: SocketConnection[] = []
