import { Malformed } from '../cleaned.ts'

/** A box of an ISO media file: `start` is where its size stands, `body` where its content begins. */
export type Box = { type: string; start: number; body: number; end: number }

/**
 * The boxes between two places, in order.
 *
 * @throws Malformed for a box that does not fit into its place
 */
export function boxesIn(bytes: Buffer, { body, end }: Pick<Box, 'body' | 'end'>): Box[] {
  const boxes: Box[] = []
  for (let at = body; at < end; ) {
    // QuickTime may end a list with a size of 0.
    if (end - at === 4 && bytes.readUInt32BE(at) === 0) break
    if (end - at < 8) throw new Malformed('a box without a size')
    const short = bytes.readUInt32BE(at)
    const isLong = short === 1
    if (isLong && end - at < 16) throw new Malformed('a box without a size')
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short
    const box = {
      type: bytes.toString('latin1', at + 4, at + 8),
      start: at,
      body: at + (isLong ? 16 : 8),
      end: at + size,
    }
    if (box.end > end || box.end < box.body) throw new Malformed('a box that is larger than its place')
    boxes.push(box)
    at = box.end
  }
  return boxes
}

/** The first box of this type, inside of another one. */
export const childOf = (bytes: Buffer, box: Pick<Box, 'body' | 'end'>, type: string): Box | undefined =>
  boxesIn(bytes, box).find((child) => child.type === type)

/** The box at the end of a path of types. */
export function findIn(bytes: Buffer, box: Box, ...path: string[]): Box | undefined {
  return path.reduce<Box | undefined>((at, type) => at && childOf(bytes, at, type), box)
}

/**
 * Turns a box into free space of the same size. Nothing moves, so every place that the file names stays right; programs
 * skip such a box.
 */
export function blank(bytes: Buffer, { start, body, end }: Box): void {
  bytes.write('free', start + 4, 'latin1')
  bytes.fill(0, body, end)
}

/** Fills a part of a box with zeros, or with other bytes. */
export function fill(bytes: Buffer, { body, end }: Box, from: number, to: number, value: string | number = 0): void {
  if (body + from > end) return
  bytes.fill(value, body + from, Math.min(body + to, end))
}

/** Reads numbers of a box one after the other. @throws Malformed behind its end */
export class Reader {
  readonly #bytes: Buffer
  readonly #end: number
  at: number

  constructor(bytes: Buffer, { body, end }: Pick<Box, 'body' | 'end'>) {
    this.#bytes = bytes
    this.at = body
    this.#end = end
  }

  /** @param size bytes of the number: 0 (there is none, and it counts as 0) to 8 */
  number(size: number): number {
    if (this.at + size > this.#end) throw new Malformed('a box that is too short')
    const high = size > 4 ? this.#bytes.readUIntBE(this.at, size - 4) : 0
    const low = size === 0 ? 0 : this.#bytes.readUIntBE(this.at + Math.max(0, size - 4), Math.min(size, 4))
    this.at += size
    return high * 2 ** 32 + low
  }

  word(): string {
    return String.fromCharCode(...[0, 0, 0, 0].map(() => this.number(1)))
  }

  /** How many things of this size may still follow. What a box announces is not to be believed. */
  most(count: number, size: number): number {
    if (count * size > this.#end - this.at) throw new Malformed('a box that is too short')
    return count
  }
}
