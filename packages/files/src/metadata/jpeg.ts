import type { Cleaned } from './cleaned.ts'
import { orientationOnly } from './orientation.ts'

const exif = 0xe1
const scan = 0xda
const end = 0xd9

/**
 * Removes from a JPEG what cameras and programs wrote about it: the place, the time, the camera, a smaller copy, a film behind the
 * picture. The picture itself is not changed, and its orientation and colours are kept. Of a JPEG that ends too early, everything
 * that describes it is removed too.
 *
 * @param orientation as in EXIF, 1 to 8
 * @see ITU-T T.81, annex B
 */
export function cleanJpeg(bytes: Buffer, orientation = 1): Cleaned {
  const kept = [bytes.subarray(0, 2)]
  let hasScan = false
  let hasMore = false
  let at = 2
  while (at < bytes.length && bytes[at + 1] !== end) {
    const kind = bytes[at + 1]
    // Before a marker there may be any number of bytes 0xff.
    if (bytes[at] === 0xff && kind === 0xff) {
      at++
      hasMore = true
      continue
    }
    const isSegment = bytes[at] === 0xff && kind !== undefined && at + 4 <= bytes.length
    let next = isSegment ? at + 2 + bytes.readUInt16BE(at + 2) : bytes.length + 1
    if (kind === scan && next <= bytes.length) {
      next = endOfScan(bytes, next)
      hasScan = true
    }
    if (next > bytes.length) {
      if (!hasScan) return { bytes, isClean: false }
      break
    }
    const segment = bytes.subarray(at, next)
    if (isAboutIt(kind ?? 0, segment)) hasMore = true
    else kept.push(segment)
    at = next
  }
  if (!hasScan) return { bytes, isClean: false }
  const isWhole = bytes[at] === 0xff && bytes[at + 1] === end
  if (!hasMore && (isWhole ? at + 2 : at) === bytes.length) return { bytes, isClean: true }
  if (orientation > 1) kept.splice(1, 0, exifOf(orientation))
  if (isWhole) kept.push(bytes.subarray(at, at + 2))
  return { bytes: Buffer.concat(kept), isClean: true }
}

/** Within a scan, 0xff is followed by 0 or by a restart marker. Any other marker ends the scan. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** True for comments and for the segments of applications, except for JFIF, ICC and Adobe, which tell how to show the colours. */
function isAboutIt(kind: number, segment: Buffer): boolean {
  if (kind === 0xe2) return segment.toString('latin1', 4, 15) !== 'ICC_PROFILE'
  return kind === 0xfe || (kind >= exif && kind <= 0xef && kind !== 0xee)
}

/** An EXIF segment that contains the orientation and nothing else. */
function exifOf(orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), orientationOnly(orientation)])
  const head = Buffer.from([0xff, exif, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
