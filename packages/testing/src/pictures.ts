import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'

/** A valid PNG file of a few bytes whose header claims these dimensions, in pixels. */
export function pngThatClaims(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Bit depth: one bit for each pixel. The colour type stays 0, greyscale.
  head[8] = 1
  const rows = deflateSync(Buffer.alloc(10_000), { level: 9 })
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

/**
 * A square AVIF of one colour: some thousand bytes, for which a decoder takes about 20 bytes for each pixel. It was made
 * by `sharp({ create }).avif({ effort: 0, quality: 10 })`, which takes longer and more memory than to decode it.
 */
export const flatAvif = (side: 4_800 | 8_000): Promise<Buffer> =>
  readFile(new URL(`../fixtures/flat-${side}.avif`, import.meta.url))

/**
 * A PNG that moves, made of two PNGs of the same size.
 *
 * @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function apngOf(first: Buffer, second: Buffer): Buffer {
  const [head, width, height] = [first.subarray(0, 33), first.readUInt32BE(16), first.readUInt32BE(20)]
  let sequence = 0
  const control = () => {
    const data = Buffer.alloc(26)
    data.writeUInt32BE(sequence++, 0)
    data.writeUInt32BE(width, 4)
    data.writeUInt32BE(height, 8)
    // One tenth of a second.
    data.writeUInt16BE(1, 20)
    data.writeUInt16BE(10, 22)
    return chunk('fcTL', data)
  }
  const images = Buffer.alloc(8)
  images.writeUInt32BE(2, 0)
  const animation = chunk('acTL', images)
  const firstImage = [control(), ...dataOf(first).map((data) => chunk('IDAT', data))]
  const secondImage = [control()]
  for (const data of dataOf(second)) {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(sequence++)
    secondImage.push(chunk('fdAT', Buffer.concat([number, data])))
  }
  return Buffer.concat([head, animation, ...firstImage, ...secondImage, chunk('IEND', Buffer.alloc(0))])
}

function dataOf(png: Buffer): Buffer[] {
  const found = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(png.subarray(at + 8, at + 8 + length))
  }
  return found
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(data.length, 0)
  around.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
}
