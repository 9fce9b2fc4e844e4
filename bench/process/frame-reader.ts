import { digits, marker } from './event.ts'

const opcodes = { close: 8, ping: 9 }

export type FrameEvents = {
  /** Called for every text while `reading` is true, and always for texts of at most two bytes: some protocols use them as pings. */
  onText(text: string): void
  /** Called for each event. Its sequence number is one more than that of the event before. */
  onEvent(sequence: number): void
  onPing(payload: Buffer): void
  onClose(code: number | null): void
}

/**
 * Reads the frames of a server at very little cost: it searches the bytes for the markers of events, and does not parse what is
 * around them.
 */
export class FrameReader {
  /** Whether texts are decoded for `onText`. */
  reading = true
  /** Whether it searches for events. */
  counting = true
  /** The sequence number of the last event. */
  last = 0
  readonly #on: FrameEvents
  #rest: Buffer = Buffer.alloc(0)

  constructor(on: FrameEvents) {
    this.#on = on
  }

  /**
   * Reads the next bytes of the connection. Keeps no reference to them, so the buffer may be used again.
   *
   * @throws Error when an event is missing, doubled or out of order
   */
  read(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const taken = this.#frames(data)
    this.#rest = taken === data.length ? Buffer.alloc(0) : Buffer.from(data.subarray(taken))
  }

  /** Reads all complete frames. @returns the place after the last one */
  #frames(data: Buffer): number {
    let at = 0
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
    if (opcode === opcodes.ping) this.#on.onPing(data.subarray(from, end))
    else if (opcode === opcodes.close) this.#on.onClose(end - from < 2 ? null : data.readUInt16BE(from))
    else {
      if (this.reading || end - from <= 2) this.#on.onText(data.toString('utf8', from, end))
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
      this.#on.onEvent(sequence)
    }
  }
}
