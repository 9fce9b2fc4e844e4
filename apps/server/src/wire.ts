import type { Duplex } from 'node:stream'
import { closeCodes, limits } from '@chime/protocol'
import type { Sink } from '@chime/realtime'
import type { RawData, WebSocket } from 'ws'
import { Calls, countAnswered, countAsked } from './encoder.ts'
import { textFrame } from './frame.ts'
import { Pace } from './pace.ts'
import { FirstFrame, FrameSink } from './sink.ts'
import type { WireCounts } from './wire-counts.ts'
import { wireLimits } from './wire-limits.ts'

type OnMessage = (data: RawData, isBinary: boolean) => void

export type WireOptions = {
  counts: WireCounts
  /** Whether a socket that sends too many frames is closed. */
  paced: boolean
}

/**
 * One socket: bounds what comes in, and gathers what goes out, so that all of one turn leaves in one write.
 *
 * To tRPC's handler it stands for the WebSocket (`asClient`). What it sends are whole frames, written past `ws` to the
 * same stream: without compression `ws` writes its own (pings, the close frame) at once as well, so the order is that
 * of the calls.
 */
export class Wire {
  readonly #ws: WebSocket
  readonly #stream: Duplex
  readonly #counts: WireCounts
  readonly #calls = new Calls()
  readonly #pace: Pace | null
  readonly #sinks = new Set<FrameSink>()
  #frameBytesMax: number = limits.anonymousFrameBytesMax
  #isCorked = false
  #isPaused = false
  #isAlive = true
  /** Set while more waits to be sent than should. */
  #stuck: NodeJS.Timeout | null = null
  #deadline: NodeJS.Timeout | null

  constructor(ws: WebSocket, stream: Duplex, { counts, paced }: WireOptions) {
    this.#ws = ws
    this.#stream = stream
    this.#counts = counts
    this.#pace = paced ? new Pace({ atOnce: wireLimits.framesAtOnce, perSecond: wireLimits.framesPerSecond }) : null
    // A socket that promised credentials (`connectionParams=1`) and says nothing never gets a context: this is its end.
    this.#deadline = setTimeout(() => this.close(closeCodes.noCredentials, 'no credentials'), wireLimits.credentialsMs)
    this.#deadline.unref()
    ws.on('pong', () => {
      this.#isAlive = true
    })
    ws.on('ping', () => this.#isInTime())
    ws.once('close', () => this.welcome())
  }

  /**
   * It brought a token, which is being looked up: it may say more at once, and how long that takes is not its fault. When
   * thousands connect at once, a deadline would send them away to come again.
   */
  trust(): void {
    this.#frameBytesMax = limits.frameBytesMax
    this.welcome()
  }

  /** It has shown credentials (or it is gone): the deadline for them is over. */
  welcome(): void {
    if (this.#deadline) clearTimeout(this.#deadline)
    this.#deadline = null
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return
    this.#counts.closed(code)
    this.#ws.close(code, reason)
    // The peer's close frame has to be read.
    if (this.#isPaused) this.#ws.resume()
  }

  terminate(): void {
    this.#ws.terminate()
  }

  /** Bytes that wait here because the network does not take them. */
  get buffered(): number {
    return this.#stream.writableLength
  }

  /** Calls back when the socket is gone; at once when it is already. */
  whenGone(callback: () => void): void {
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

  /** Pings, unless the last ping was not answered: then the socket is cut off. To be called every `pingEveryMs`. */
  beat(): void {
    // One from which nothing is read cannot be heard answering; its own deadlines end it.
    if (!this.#isAlive && !this.#isPaused) this.terminate()
    else {
      this.#isAlive = false
      this.#ws.ping()
    }
  }

  /** Sends one text, together with whatever else this socket gets in this turn. */
  send(text: string): void {
    countAnswered(this.#calls)
    if (!this.isOpen) return
    this.#cork()
    this.#write(textFrame(text))
    if (this.#stream.writableLength > wireLimits.answersBytes) this.close(closeCodes.tooSlow, 'too slow')
    this.#regulate()
  }

  /** Writes a frame that is shared with other sockets. @returns false when the socket is full */
  write(frame: Buffer): boolean {
    if (!this.isOpen) return true
    // A lone stream is written to once per turn, and what was held back for it goes along.
    if (this.#sinks.size > 1) this.#cork()
    this.#write(frame)
    if (this.#isCorked && this.#sinks.size === 1) this.#uncork()
    return this.#stuck === null
  }

  /** See `LiveSocket.openSink`. */
  openSink(begin: () => string, drained: () => void): { sink: Sink; opening: object; close(): void } {
    const sink = new FrameSink(this, drained)
    this.#sinks.add(sink)
    const opening = new FirstFrame((head) => sink.start(head, begin()))
    return { sink, opening, close: () => void this.#sinks.delete(sink) }
  }

  /** This socket as tRPC's handler wants it. */
  asClient(): WebSocket {
    // Of a WebSocket it uses `on`, `once`, `send`, `close` and `readyState`; those are here.
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
    // Once closing, nothing more is begun: its answer could not be sent.
    if (!this.isOpen || !this.#isInTime()) return
    const bytes = Array.isArray(data) ? Number.POSITIVE_INFINITY : data.byteLength
    this.#counts.received(bytes)
    if (bytes > this.#frameBytesMax) this.close(closeCodes.frameTooLarge, 'frame too large')
    else {
      countAsked(this.#calls, () => onMessage(data, isBinary))
      this.#regulate()
    }
  }

  #isInTime(): boolean {
    if (this.#pace === null || this.#pace.take()) return true
    this.close(closeCodes.tooFast, 'too fast')
    return false
  }

  #write(frame: Buffer): void {
    this.#counts.sent(frame.length)
    this.#stream.write(frame)
    if (this.#stuck !== null || this.#stream.writableLength <= wireLimits.highWaterBytes) return
    // Nothing listens for the socket's end meanwhile: closing a closed socket does nothing.
    this.#stuck = setTimeout(() => this.close(closeCodes.tooSlow, 'too slow'), wireLimits.stuckMs).unref()
    this.#stream.once('drain', () => this.#drained())
    this.#regulate()
  }

  #drained(): void {
    if (this.#stuck !== null) clearTimeout(this.#stuck)
    this.#stuck = null
    this.#regulate()
    for (const sink of [...this.#sinks]) sink.drained()
  }

  /** Reads on, or stops reading: whoever does not take answers gets to ask no more. */
  #regulate(): void {
    const isFull = this.#stuck !== null
    if (this.#isPaused) {
      if (isFull || this.#calls.size > wireLimits.callsInFlight / 2) return
      this.#isPaused = false
      this.#ws.resume()
    } else if (isFull || this.#calls.size >= wireLimits.callsInFlight) {
      this.#isPaused = true
      this.#ws.pause()
    }
  }

  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#stream.cork()
    if (corked.push(this) === 1) setImmediate(Wire.#uncorkAll)
  }

  #uncork(): void {
    if (!this.#isCorked) return
    this.#isCorked = false
    this.#stream.uncork()
  }

  static readonly #uncorkAll = () => {
    for (const wire of corked.splice(0)) wire.#uncork()
  }
}

/** Those to be uncorked when this turn is over. */
const corked: Wire[] = []
