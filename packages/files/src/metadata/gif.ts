import type { Cleaned } from './cleaned.ts'

const extension = 0x21
const image = 0x2c
const end = 0x3b
const comment = 0xfe
const application = 0xff
/** They say how often an animation repeats, and what its colours are. */
const kept = /^(NETSCAPE2\.0|ANIMEXTS1\.0|ICCRGBG1012)$/

/**
 * Removes comments and the blocks of programs (XMP, for one) from a GIF, and whatever follows its end. The picture and
 * its animation are not changed.
 *
 * @see https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export function cleanGif(bytes: Buffer): Cleaned {
  let at = 13 + colourBytes(bytes[10])
  const parts = [bytes.subarray(0, at)]
  let hasMore = false
  let hasImage = false
  for (let kind = bytes[at]; at < bytes.length && kind !== end; kind = bytes[at]) {
    const label = bytes[at + 1]
    let next: number
    if (kind === extension) next = endOfBlocks(bytes, at + 2)
    else if (kind === image) {
      // The descriptor, its colours, and the size of the codes.
      next = endOfBlocks(bytes, at + 10 + colourBytes(bytes[at + 9]) + 1)
      hasImage = true
    } else return hasImage ? { bytes: Buffer.concat(parts), isClean: true } : { bytes, isClean: false }
    const isAboutIt =
      kind === extension &&
      (label === comment || (label === application && !kept.test(bytes.toString('latin1', at + 3, at + 14))))
    if (isAboutIt) hasMore = true
    else parts.push(bytes.subarray(at, next))
    at = Math.min(next, bytes.length)
  }
  if (!hasImage) return { bytes, isClean: false }
  if (!hasMore && at + 1 >= bytes.length) return { bytes, isClean: true }
  return { bytes: Buffer.concat([...parts, bytes.subarray(at, at + 1)]), isClean: true }
}

/** How many bytes the table of colours takes that these flags announce. */
const colourBytes = (flags = 0) => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0)

/** Data comes in blocks of at most 255 bytes, each behind its length. One of length 0 is the last. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = bytes[at]; length; length = bytes[at]) at += 1 + length
  return at + 1
}
