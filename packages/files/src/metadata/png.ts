import { crc32 } from 'node:zlib'
import type { Cleaned } from './cleaned.ts'
import { orientationOnly } from './orientation.ts'

const signatureBytes = 8
/** The length and the name before the data of a chunk, and the checksum behind it. */
const headBytes = 8
const aroundBytes = 12

/**
 * The chunks that are kept besides those without which a PNG cannot be shown: colours, transparency, density and
 * animation. All others are texts, times, EXIF, or known to one program only.
 */
const kept = new Set('cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST tRNS pHYs sPLT acTL fcTL fdAT'.split(' '))

/**
 * Removes from a PNG what programs wrote about it: texts, times, EXIF, and whatever follows its end. The picture is not
 * changed, an animation stays one, and the orientation is kept.
 *
 * @param orientation as in EXIF, 1 to 8
 * @see https://www.w3.org/TR/png-3/
 */
export function cleanPng(bytes: Buffer, orientation = 1): Cleaned {
  const chunks = [bytes.subarray(0, signatureBytes)]
  let at = signatureBytes
  let hasMore = false
  let hasData = false
  for (let name = ''; at < bytes.length && name !== 'IEND'; ) {
    const length = at + headBytes <= bytes.length ? bytes.readUInt32BE(at) : bytes.length
    name = bytes.toString('latin1', at + 4, at + headBytes)
    const next = at + aroundBytes + length
    const isPicture = /^[A-Z]/.test(name) || kept.has(name)
    if (next > bytes.length || !/^[A-Za-z]{4}$/.test(name)) {
      // It was cut off. Of the picture itself everything that is there is kept.
      if (!hasData) return { bytes, isClean: false }
      if (isPicture && /^[A-Za-z]{4}$/.test(name)) chunks.push(bytes.subarray(at))
      else hasMore = true
      at = bytes.length
      break
    }
    if (isPicture) chunks.push(bytes.subarray(at, next))
    else hasMore = true
    if (name === 'IDAT') hasData = true
    at = next
  }
  if (!hasData) return { bytes, isClean: false }
  if (!hasMore && at === bytes.length) return { bytes, isClean: true }
  // Behind the signature and IHDR, which is always first.
  if (orientation > 1) chunks.splice(2, 0, chunkOf('eXIf', orientationOnly(orientation)))
  return { bytes: Buffer.concat(chunks), isClean: true }
}

function chunkOf(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
