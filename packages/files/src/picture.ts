import { limits } from '@chime/protocol'
import sharp, { type Metadata, type Sharp } from 'sharp'

// Two pictures at a time (see `files.ts`), with one thread each, and nothing cached.
sharp.concurrency(1)
sharp.cache(false)

/** The formats that browsers show and sharp can read. Everything else is kept as a plain file. */
const pictures = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif', 'image/avif'])
export const isPicture = (type: string) => pictures.has(type)

/** The widths of the smaller forms: for a picture in a message, and for one that fills the screen. */
const widths = [320, 960]
/** A form is at most this many times as high as it is wide. A long strip of a picture would otherwise stay large. */
const highest = 4
const previewWidth = 16
/** The preview is sent with each message that shows the picture, so it has to be small. */
const previewCharsMax = 500
const withinSeconds = 20
/**
 * The most pixels of a JPEG that is stored row by row. It is made smaller while it is decoded, so it takes little memory,
 * and photographs of more than a hundred million pixels come from telephones.
 */
const jpegPixelsMax = 300_000_000
/** The most pixels of an animation of which smaller forms are made, those of all its images together. */
const movingPixelsMax = 40_000_000
/** How hard WebP tries to make an animation small, 0 to 6. More takes seconds longer. */
const movingEffort = 2

/** A smaller version of a picture, as WebP. */
export type Form = { width: number; height: number; bytes: Buffer }
/** A picture as an avatar or an emoji. */
export type Shaped = Form & { type: string }
export type Picture = {
  width: number
  height: number
  /** As in EXIF, 1 to 8. */
  orientation: number | undefined
  preview: string | null
  forms: Form[]
}

/** A picture that cannot be made an avatar or an emoji. The message tells its owner why. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage'
}

/**
 * Measures a picture and makes its smaller forms. What moves also moves in them. If they would cost too much, there are
 * none, and the picture itself is shown in every size.
 *
 * @returns `broken` when it cannot be read: then it is no picture, whatever it claims to be. `too large` when it would
 * take too much memory or time; it is not decoded then
 */
export async function readPicture(original: Buffer): Promise<Picture | 'too large' | 'broken'> {
  try {
    const metadata = await measure(original)
    const { width, height } = metadata.autoOrient
    const size = { width, height, orientation: metadata.orientation }
    if (isMoving(metadata, original)) {
      const forms = await movingForms(original, metadata)
      return { ...size, preview: await previewOf(forms[0]?.bytes ?? original), forms }
    }
    const forms = []
    for (const wanted of widths.filter((one) => one < width)) forms.push(await formOf(original, wanted))
    // This decodes the whole picture if no form has done so, and so finds out whether it is broken in the middle.
    return { ...size, preview: await previewOf(forms[0]?.bytes ?? original), forms }
  } catch (error) {
    if (error instanceof UnreadableImage || isTimeout(error)) return 'too large'
    return 'broken'
  }
}

const readable = ['gif', 'webp']

const isMoving = ({ format, pages = 1 }: Metadata, bytes: Buffer) =>
  (pages > 1 && readable.includes(format)) || movesUnread(bytes)

/** Whether it is an animation of which sharp reads only the first image: an APNG, or a sequence of AVIF. */
function movesUnread(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 4, 12) === 'ftypavis') return true
  // An APNG says so before its image.
  const control = bytes.toString('latin1', 0, 4) === '\x89PNG' ? bytes.indexOf('acTL') : -1
  return control !== -1 && control < bytes.indexOf('IDAT')
}

/** The smaller forms of an animation. None if it has too many pixels in all, or if it cannot be read as a whole. */
async function movingForms(original: Buffer, { format, width, height, pages = 1 }: Metadata): Promise<Form[]> {
  if (!readable.includes(format) || width * height * pages > movingPixelsMax) return []
  const forms = []
  try {
    for (const wanted of widths.filter((one) => one < width)) {
      const form = await formOf(original, wanted, { animated: true })
      // Many animations are so simple that a smaller one takes more bytes.
      if (form.bytes.byteLength < original.byteLength) forms.push(form)
    }
  } catch {
    return []
  }
  return forms
}

async function formOf(original: Buffer, width: number, { animated = false }: Options = {}): Promise<Form> {
  const opened = open(original, { animated })
  // An animation cannot be turned.
  const resized = (animated ? opened : opened.autoOrient()).resize({ width, height: width * highest, fit: 'inside' })
  const written = resized.webp({ quality: 78, effort: animated ? movingEffort : 4 })
  const { data, info } = await written.toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.pageHeight ?? info.height, bytes: data }
}

const isTimeout = (error: unknown) => error instanceof Error && error.message.startsWith('timeout')

/**
 * A picture cut to a square, for avatars.
 *
 * @throws UnreadableImage
 */
export const readSquare = (original: Buffer, side: number): Promise<Shaped> =>
  finished(async () => {
    await measure(original)
    return open(original).autoOrient().resize(side, side, { fit: 'cover', position: 'attention' })
  })

/**
 * A picture fitted into a square with a transparent background, for emoji. An animation stays one; if it cannot be read
 * as a whole, it stays as it is.
 *
 * @throws UnreadableImage
 */
export const readEmoji = (original: Buffer, side: number): Promise<Shaped> =>
  finished(async () => {
    const { width, height, format } = await measure(original, { animated: true })
    if (movesUnread(original)) {
      await previewOf(original)
      return { width, height, bytes: original, type: format === 'png' ? 'image/png' : 'image/avif' }
    }
    const background = { r: 0, g: 0, b: 0, alpha: 0 }
    return open(original, { animated: true }).autoOrient().resize(side, side, { fit: 'contain', background })
  })

async function finished(make: () => Promise<Sharp | Shaped>): Promise<Shaped> {
  try {
    const made = await make()
    if ('bytes' in made) return made
    const { data, info } = await made.webp({ quality: 80 }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.pageHeight ?? info.height, bytes: data, type: 'image/webp' }
  } catch (error) {
    if (error instanceof UnreadableImage) throw error
    throw new UnreadableImage('The picture cannot be read')
  }
}

type Options = { animated?: boolean }

const open = (bytes: Buffer, { animated = false }: Options = {}) =>
  // `measure` has compared the number of pixels already.
  sharp(bytes, { animated, limitInputPixels: jpegPixelsMax, failOn: 'error' }).timeout({
    seconds: withinSeconds,
  })

/**
 * Reads only the header of the file. With `animated`, all images of an animation count.
 *
 * @throws UnreadableImage for a picture with too many pixels, without decoding it
 */
async function measure(bytes: Buffer, { animated = false }: Options = {}): Promise<Metadata> {
  const metadata = await sharp(bytes, { animated, limitInputPixels: false }).metadata()
  const max = metadata.format === 'jpeg' && !metadata.isProgressive ? jpegPixelsMax : limits.imagePixelsMax
  if (metadata.width * metadata.height > max) {
    throw new UnreadableImage(`The picture has more than ${max / 1e6} million pixels`)
  }
  return metadata
}

async function previewOf(bytes: Buffer): Promise<string | null> {
  const small = open(bytes).autoOrient().resize({ width: previewWidth, height: previewWidth, fit: 'inside' }).blur(1)
  const data = await small.webp({ quality: 30, alphaQuality: 30 }).toBuffer()
  const url = `data:image/webp;base64,${data.toString('base64')}`
  return url.length <= previewCharsMax ? url : null
}
