import sharp, { type Metadata } from 'sharp'
import { UnreadableImage } from './results.ts'

/** What a picture may cost while it is decoded. */
export type DecodeLimits = {
  /** Native memory for its pixels, besides what the process takes anyway. */
  pixelBytes: number
  /** The most pixels, whatever the format, so that time is bounded too. */
  pixels: number
}

/**
 * The most pixels of a JPEG that is stored row by row. It is made smaller while it is decoded, so it takes little memory,
 * and photographs of more than a hundred million pixels come from telephones.
 */
const jpegPixelsMax = 300_000_000

/**
 * Reads only the header of the file. With `animated`, all images of an animation count.
 *
 * @throws UnreadableImage for a picture that would cost too much, without decoding it
 */
export async function measure(bytes: Buffer, limits: DecodeLimits, { animated = false } = {}): Promise<Metadata> {
  const metadata = await sharp(bytes, { animated, limitInputPixels: false }).metadata()
  const max = pixelsMax(metadata, limits)
  if (metadata.width * metadata.height > max) {
    throw new UnreadableImage(`The picture has more than ${Math.floor(max / 1e6)} million pixels`)
  }
  return metadata
}

function pixelsMax(metadata: Metadata, { pixels, pixelBytes }: DecodeLimits): number {
  if (metadata.format === 'jpeg' && !metadata.isProgressive) return jpegPixelsMax
  return Math.min(pixels, pixelBytes / bytesPerPixel(metadata))
}

/**
 * The native memory that decoding takes, in bytes for each pixel: measured with libvips 8.18 over pictures of one colour and of
 * noise, some 50 MB besides taken off, and rounded up. Decoders of AVIF keep several images and compute with two bytes for each
 * sample. A progressive JPEG and an interlaced PNG are complete only with their last row, so they are held as a whole; so is
 * every picture that has to be turned.
 */
function bytesPerPixel({ format, depth, hasAlpha }: Metadata): number {
  const isDeep = depth !== 'uchar'
  if (format === 'heif') return (isDeep ? 27 : 20) + (hasAlpha ? 5 : 0)
  if (format === 'png') return isDeep ? 16 : 8
  if (format === 'gif') return 7
  return 10
}
