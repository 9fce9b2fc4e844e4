import type { Cleaned } from './cleaned.ts'
import { cleanGif } from './gif.ts'
import { cleanIsoMedia } from './iso-media/clean.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

const cleaners: Record<string, (bytes: Buffer, orientation?: number) => Cleaned> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/apng': cleanPng,
  'image/webp': cleanWebp,
  'image/gif': cleanGif,
  'image/avif': cleanIsoMedia,
  'image/heic': cleanIsoMedia,
  'image/heif': cleanIsoMedia,
  'image/heic-sequence': cleanIsoMedia,
  'image/heif-sequence': cleanIsoMedia,
  'video/mp4': cleanIsoMedia,
  'video/x-m4v': cleanIsoMedia,
  'video/quicktime': cleanIsoMedia,
  'video/3gpp': cleanIsoMedia,
  'video/3gpp2': cleanIsoMedia,
}

/** Pictures and films of which nothing writes where they were taken. */
const harmless = new Set(['image/bmp', 'image/x-icon', 'image/vnd.microsoft.icon', 'image/svg+xml', 'video/webm'])

/**
 * Takes out of a picture or a film what cameras write into it about the place, the time and the device, without
 * encoding it anew. Its colours, its orientation and its animation stay. Other files are returned as they are.
 *
 * @param type detected from the bytes
 * @param orientation as in EXIF, 1 to 8, when the picture's header was read
 */
export function removeMetadata(bytes: Buffer, type: string, orientation?: number): Cleaned {
  const clean = cleaners[type]
  if (clean) return clean(bytes, orientation)
  return { bytes, isClean: !/^(image|video)\//.test(type) || harmless.has(type) }
}
