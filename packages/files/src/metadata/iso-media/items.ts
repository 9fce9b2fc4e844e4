import { Malformed } from '../cleaned.ts'
import { noExif } from '../orientation.ts'
import { type Box, boxesIn, childOf, Reader } from './boxes.ts'

/** Kinds of items that describe a picture and are none. */
const describing = new Set(['Exif', 'mime', 'uri '])
const emptyXmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'

/**
 * Overwrites what is written about a HEIC or AVIF picture: its EXIF and its XMP. They stay where they are and say
 * nothing any more, so no place that the file names becomes wrong. How the picture is turned does not stand in them.
 *
 * @param meta the `meta` box of the file
 * @throws Malformed
 * @see ISO/IEC 14496-12, 8.11, and ISO/IEC 23008-12, annex A
 */
export function cleanItems(bytes: Buffer, meta: Box): void {
  const inside = { body: meta.body + 4, end: meta.end }
  const infos = childOf(bytes, inside, 'iinf')
  const places = childOf(bytes, inside, 'iloc')
  if (!infos) return
  const found = new Map(
    itemsIn(bytes, infos)
      .filter(({ type }) => describing.has(type))
      .map(({ id, type }) => [id, type]),
  )
  if (found.size === 0) return
  if (!places) throw new Malformed('items without places')
  const data = childOf(bytes, inside, 'idat')
  for (const { id, extents } of extentsIn(bytes, places, data)) {
    const type = found.get(id)
    if (type === undefined) continue
    found.delete(id)
    overwrite(bytes, extents, type)
  }
}

function itemsIn(bytes: Buffer, infos: Box): { id: number; type: string }[] {
  const idBytes = bytes[infos.body] === 0 ? 2 : 4
  return boxesIn(bytes, { body: infos.body + 4 + idBytes, end: infos.end }).map((info) => {
    const read = new Reader(bytes, info)
    const version = read.number(1)
    read.number(3)
    const id = read.number(version === 3 ? 4 : 2)
    read.number(2)
    // Before version 2 an item had a type of MIME only.
    return { id, type: version < 2 ? 'mime' : read.word() }
  })
}

type Extent = { start: number; end: number }

function extentsIn(bytes: Buffer, places: Box, data: Box | undefined): { id: number; extents: Extent[] }[] {
  const read = new Reader(bytes, places)
  const version = read.number(1)
  read.number(3)
  const sizes = read.number(2)
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    sizes & 15,
  ]
  if ([offsetBytes, lengthBytes, baseBytes, indexBytes].some((size) => size > 8))
    throw new Malformed('sizes of an iloc')
  const items = []
  for (let left = read.most(read.number(version < 2 ? 2 : 4), 6); left > 0; left--) {
    const id = read.number(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : read.number(2) & 15
    const file = read.number(2)
    const base = read.number(baseBytes)
    const extents: Extent[] = []
    for (let extent = read.most(read.number(2), offsetBytes + lengthBytes); extent > 0; extent--) {
      if (version > 0) read.number(indexBytes)
      const offset = base + read.number(offsetBytes)
      const length = read.number(lengthBytes)
      // From the beginning of the file, or of the data in the same box. Others are hardly used.
      const origin = method === 0 ? 0 : method === 1 && data ? data.body : Number.NaN
      const start = origin + offset
      const end = start + length
      if (file === 0 && !(length > 0 && end <= bytes.length)) extents.push({ start: Number.NaN, end: Number.NaN })
      else if (file === 0) extents.push({ start, end })
    }
    items.push({ id, extents })
  }
  return items
}

function overwrite(bytes: Buffer, extents: Extent[], type: string): void {
  if (extents.some(({ start }) => Number.isNaN(start))) throw new Malformed('an item without a place')
  const length = extents.reduce((sum, { start, end }) => sum + end - start, 0)
  const blank = Buffer.alloc(length, type === 'mime' ? ' ' : 0)
  // The first four bytes say how far behind them the EXIF block begins.
  if (type === 'Exif' && length >= 4 + noExif.length) noExif.copy(blank, 4)
  if (type === 'mime' && length >= emptyXmp.length) blank.write(emptyXmp, 'latin1')
  let at = 0
  for (const { start, end } of extents) {
    blank.copy(bytes, start, at, at + end - start)
    at += end - start
  }
}
