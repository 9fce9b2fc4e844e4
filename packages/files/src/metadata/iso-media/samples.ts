import { Malformed } from '../cleaned.ts'
import { type Box, findIn, Reader } from './boxes.ts'

/**
 * Overwrites everything that a track has recorded with zeros: cameras record the place in tracks of their own.
 *
 * @throws Malformed
 * @see ISO/IEC 14496-12, 8.7
 */
export function eraseSamples(bytes: Buffer, track: Box): void {
  const table = findIn(bytes, track, 'mdia', 'minf', 'stbl')
  if (!table) throw new Malformed('a track without samples')
  const sizes = sizesIn(bytes, findIn(bytes, table, 'stsz'))
  const runs = runsIn(bytes, findIn(bytes, table, 'stsc'))
  let sample = 0
  let run = 0
  for (const [i, offset] of offsetsIn(bytes, table).entries()) {
    while ((runs[run + 1]?.firstChunk ?? Number.POSITIVE_INFINITY) <= i + 1) run++
    const next = Math.min(sample + (runs[run]?.samples ?? 0), sizes.count)
    let length = 0
    for (; sample < next; sample++) length += sizes.of(sample)
    if (offset + length > bytes.length) throw new Malformed('samples behind the end')
    bytes.fill(0, offset, offset + length)
  }
  if (sample < sizes.count) throw new Malformed('samples without a place')
}

function sizesIn(bytes: Buffer, box: Box | undefined): { count: number; of: (sample: number) => number } {
  if (!box) throw new Malformed('samples without a size')
  const read = new Reader(bytes, box)
  read.number(4)
  const size = read.number(4)
  const count = read.number(4)
  // More samples than bytes cannot be.
  if (size > 0) return { count: Math.min(count, bytes.length), of: () => size }
  const first = box.body + 12
  return { count: read.most(count, 4), of: (sample) => bytes.readUInt32BE(first + 4 * sample) }
}

function runsIn(bytes: Buffer, box: Box | undefined): { firstChunk: number; samples: number }[] {
  if (!box) throw new Malformed('chunks without samples')
  const read = new Reader(bytes, box)
  read.number(4)
  return Array.from({ length: read.most(read.number(4), 12) }, () => {
    const run = { firstChunk: read.number(4), samples: read.number(4) }
    read.number(4)
    return run
  })
}

function offsetsIn(bytes: Buffer, table: Box): number[] {
  const short = findIn(bytes, table, 'stco')
  const box = short ?? findIn(bytes, table, 'co64')
  if (!box) throw new Malformed('chunks without a place')
  const read = new Reader(bytes, box)
  read.number(4)
  const size = short ? 4 : 8
  return Array.from({ length: read.most(read.number(4), size) }, () => read.number(size))
}
