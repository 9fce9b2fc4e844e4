import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { FrameReader } from './frame-reader.ts'

/** One buffer for all sockets, because each read is handled before the next one happens. */
const shared = Buffer.allocUnsafe(64 * 1024)
const endOfHead = Buffer.from('\r\n\r\n')
const opcodes = { text: 1, pong: 10 }

export type CountingSocketEvents = {
  /** The handshake is done. */
  onOpen(): void
  /** See `FrameReader`. */
  onText(text: string): void
  onEvent(sequence: number): void
  /** Called once, whichever side ended the connection, but not after `cut`. */
  onEnd(why: string): void
}

/**
 * A WebSocket client that needs very little CPU, so that thousands of them do not slow down the server on the same machine. It
 * counts events: one that is missing, doubled or out of order ends the process.
 */
export class CountingSocket {
  readonly reader: FrameReader
  readonly #socket: Socket
  readonly #events: CountingSocketEvents
  /** What has come so far of the answer to the handshake; null when it is complete. */
  #head: Buffer | null = Buffer.alloc(0)
  #ended = false

  constructor(url: URL, path: string, headers: Record<string, string>, events: CountingSocketEvents) {
    this.#events = events
    this.reader = new FrameReader({
      onText: events.onText,
      onEvent: events.onEvent,
      onPing: (payload) => this.#write(opcodes.pong, payload),
      onClose: (code) => this.#end(code === null ? 'closed' : `closed with ${code}`),
    })
    const onread = { buffer: shared, callback: (bytes: number) => this.#read(shared.subarray(0, bytes)) }
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true, onread })
    this.#socket.once('connect', () => {
      const lines = Object.entries({
        Host: url.host,
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`)
      this.#socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
    })
    this.#socket.on('error', (error) => this.#end(error.message))
    this.#socket.once('close', () => this.#end('closed'))
  }

  send(text: string): void {
    this.#write(opcodes.text, Buffer.from(text))
  }

  /** Ends the connection without a close frame, as a lost network does. */
  cut(): void {
    this.#ended = true
    this.#socket.resetAndDestroy()
  }

  #end(why: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#socket.destroy()
    this.#events.onEnd(why)
  }

  /** @returns whether to go on reading */
  #read(chunk: Buffer): boolean {
    if (this.#ended) return false
    if (this.#head === null) this.reader.read(chunk)
    else this.#handshake(Buffer.concat([this.#head, chunk]))
    return true
  }

  #handshake(data: Buffer): void {
    this.#head = data
    const end = data.indexOf(endOfHead)
    if (end < 0) return
    const status = data.toString('latin1', 0, data.indexOf('\r\n'))
    if (!status.startsWith('HTTP/1.1 101')) {
      this.#end(status)
      return
    }
    this.#head = null
    this.#events.onOpen()
    this.reader.read(data.subarray(end + endOfHead.length))
  }

  #write(opcode: number, payload: Buffer): void {
    const size = payload.length
    const length = size < 126 ? [128 | size] : [128 | 126, size >> 8, size & 255]
    // The mask is zero, which leaves the payload as it is. For the server it is a mask like any other.
    this.#socket.write(Buffer.concat([Buffer.from([128 | opcode, ...length, 0, 0, 0, 0]), payload]))
  }
}
