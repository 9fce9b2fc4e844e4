import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { digits, marker } from './event.ts'

/** One buffer for all sockets: each read is taken up before the next one happens. */
const shared = Buffer.allocUnsafe(64 * 1024)
const endOfHead = Buffer.from('\r\n\r\n')
const opcodes = { text: 1, close: 8, ping: 9, pong: 10 }

export type WireEvents = {
  /** The handshake is done. */
  onOpen(): void
  /** Every text while `reading`, and always those of at most two bytes, which some protocols ask for signs of life with. */
  onText(text: string): void
  /** A benchmark's event came: its sequence number, which is one more than the last one's. */
  onEvent(sequence: number): void
  /** Once, whoever ended it. */
  onEnd(why: string): void
}

/**
 * A WebSocket client that costs next to nothing, so that thousands of them do not slow down the server that shares the
 * machine: it looks for the marks of events in the bytes and does not parse what is around them. Counts exactly: an event
 * that is missing, doubled or out of order throws.
 */
export class Wire {
  /** While true, texts are decoded for `onText`. */
  reading = true
  /** While true, events are looked for. */
  counting = true
  /** The sequence number of the event that came last. */
  last = 0
  readonly #socket: Socket
  readonly #events: WireEvents
  #rest: Buffer = Buffer.alloc(0)
  #open = false
  #ended = false

  constructor(url: URL, path: string, headers: Record<string, string>, events: WireEvents) {
    this.#events = events
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

  /** As when the network goes away: no farewell. */
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

  #read(chunk: Buffer): boolean {
    if (this.#ended) return false
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const taken = this.#open ? this.#frames(data, 0) : this.#handshake(data)
    // A copy: the shared buffer is another socket's in a moment.
    this.#rest = taken === data.length ? Buffer.alloc(0) : Buffer.from(data.subarray(taken))
    return true
  }

  #handshake(data: Buffer): number {
    const end = data.indexOf(endOfHead)
    if (end < 0) return 0
    const status = data.toString('latin1', 0, data.indexOf('\r\n'))
    if (!status.startsWith('HTTP/1.1 101')) {
      this.#end(status)
      return data.length
    }
    this.#open = true
    this.#events.onOpen()
    return this.#frames(data, end + endOfHead.length)
  }

  /** Takes whole frames. @returns up to where */
  #frames(data: Buffer, from: number): number {
    let at = from
    while (data.length - at >= 2) {
      const short = data.readUInt8(at + 1) & 127
      const head = short === 127 ? 10 : short === 126 ? 4 : 2
      if (data.length - at < head) break
      const size =
        short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short === 126 ? data.readUInt16BE(at + 2) : short
      const end = at + head + size
      if (data.length < end) break
      this.#frame(data.readUInt8(at) & 15, data, at + head, end)
      at = end
    }
    return at
  }

  #frame(opcode: number, data: Buffer, from: number, end: number): void {
    if (opcode === opcodes.ping) this.#write(opcodes.pong, data.subarray(from, end))
    else if (opcode === opcodes.close) this.#end(end - from < 2 ? 'closed' : `closed with ${data.readUInt16BE(from)}`)
    else {
      if (this.reading || end - from <= 2) this.#events.onText(data.toString('utf8', from, end))
      if (this.counting) this.#count(data, from, end)
    }
  }

  #count(data: Buffer, from: number, end: number): void {
    for (let at = data.indexOf(marker, from); at >= 0 && at < end; at = data.indexOf(marker, at)) {
      at += marker.length
      let sequence = 0
      for (const until = at + digits; at < until; at += 1) sequence = sequence * 10 + data.readUInt8(at) - 48
      if (sequence !== this.last + 1) throw new Error(`event ${sequence} came after event ${this.last}`)
      this.last = sequence
      this.#events.onEvent(sequence)
    }
  }

  #write(opcode: number, payload: Buffer): void {
    const size = payload.length
    const head =
      size < 126
        ? Buffer.from([128 | opcode, 128 | size, 0, 0, 0, 0])
        : Buffer.from([128 | opcode, 128 | 126, size >> 8, size & 255, 0, 0, 0, 0])
    // Masked with zeros, which a server must undo as any other mask.
    this.#socket.write(Buffer.concat([head, payload]))
  }
}
