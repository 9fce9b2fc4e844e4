import type { Cleaned } from './cleaned.ts'
import { orientationOnly } from './orientation.ts'

const headBytes = 12
const kept = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const flags = { exif: 0x08, xmp: 0x04 }

/**
 * Removes EXIF, XMP and unknown chunks from a WebP, and whatever follows its end. The picture is not changed, an
 * animation stays one, and the orientation is kept.
 *
 * @param orientation as in EXIF, 1 to 8
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
export function cleanWebp(bytes: Buffer, orientation = 1): Cleaned {
  if (bytes.length < headBytes) return { bytes, isClean: false }
  const end = Math.min(bytes.length, 8 + bytes.readUInt32LE(4))
  const chunks: Buffer[] = []
  let hasMore = end < bytes.length
  for (let at = headBytes; at + 8 <= end; ) {
    const name = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    // Each chunk begins at an even place.
    const next = at + 8 + length + (length % 2)
    if (kept.has(name)) chunks.push(bytes.subarray(at, Math.min(next, end)))
    else hasMore = true
    at = next
  }
  if (chunks.length === 0) return { bytes, isClean: false }
  const [first] = chunks
  const isExtended = first?.toString('latin1', 0, 4) === 'VP8X' && first.length > 8
  if (!hasMore) return { bytes, isClean: true }
  const turns = isExtended && orientation > 1
  if (isExtended) {
    const changed = Buffer.from(first)
    changed[8] = ((changed[8] ?? 0) & ~(flags.exif | flags.xmp)) | (turns ? flags.exif : 0)
    chunks[0] = changed
  }
  if (turns) chunks.push(chunkOf('EXIF', orientationOnly(orientation)))
  const head = Buffer.from(bytes.subarray(0, headBytes))
  head.writeUInt32LE(4 + chunks.reduce((sum, { length }) => sum + length, 0), 4)
  return { bytes: Buffer.concat([head, ...chunks]), isClean: true }
}

function chunkOf(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}
