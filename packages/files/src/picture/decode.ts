import sharp, { type Metadata, type Sharp } from 'sharp'
import { type DecodeLimits, measure } from './measure.ts'
import { type Form, type Picture, type Shaped, UnreadableImage } from './results.ts'

// One picture at a time in a process, with one thread, and nothing cached.
sharp.concurrency(1)
sharp.cache(false)
// libvips finds out by itself how a file is to be read. Only what has to be read here is left to be found: fewer decoders
// are fewer doors.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}`),
})

/** The widths of the smaller forms: for a picture in a message, and for one that fills the screen. */
const widths = [320, 960]
/** A form is at most this many times as high as it is wide. A long strip of a picture would otherwise stay large. */
const highest = 4
const previewWidth = 16
/** The preview is sent with each message that shows the picture, so it has to be small. */
const previewCharsMax = 500
/** The most pixels of an animation of which smaller forms are made, those of all its images together. */
const movingPixelsMax = 40_000_000
/** How hard WebP tries to make an animation small, 0 to 6. More takes seconds longer. */
const movingEffort = 2

/**
 * Measures a picture and makes its smaller forms. What moves also moves in them. If they would cost too much, there are
 * none, and the picture itself is shown in every size.
 *
 * @returns `broken` when it cannot be read: then it is no picture, whatever it claims to be. `too large` when it would
 * take too much memory or time; it is not decoded then
 */
export async function readPicture(original: Buffer, limits: DecodeLimits): Promise<Picture | 'too large' | 'broken'> {
  try {
    const metadata = await measure(original, limits)
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
    if (error instanceof UnreadableImage || isOutOfMemory(error)) return 'too large'
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

/** Each library says it in its own words: `Memory allocation error`, `out of memory`, `Insufficient memory`. */
const isOutOfMemory = (error: unknown) => error instanceof Error && /memory|allocat/i.test(error.message)

/**
 * A picture cut to a square, for avatars.
 *
 * @throws UnreadableImage
 */
export const readSquare = (original: Buffer, side: number, limits: DecodeLimits): Promise<Shaped> =>
  finished(async () => {
    await measure(original, limits)
    return open(original).autoOrient().resize(side, side, { fit: 'cover', position: 'attention' })
  })

/**
 * A picture fitted into a square with a transparent background, for emoji. An animation stays one; if it cannot be read
 * as a whole, it stays as it is.
 *
 * @throws UnreadableImage
 */
export const readEmoji = (original: Buffer, side: number, limits: DecodeLimits): Promise<Shaped> =>
  finished(async () => {
    const { width, height, format } = await measure(original, limits, { animated: true })
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
  sharp(bytes, { animated, limitInputPixels: false, failOn: 'error' })

async function previewOf(bytes: Buffer): Promise<string | null> {
  const small = open(bytes).autoOrient().resize({ width: previewWidth, height: previewWidth, fit: 'inside' }).blur(1)
  const data = await small.webp({ quality: 30, alphaQuality: 30 }).toBuffer()
  const url = `data:image/webp;base64,${data.toString('base64')}`
  return url.length <= previewCharsMax ? url : null
}
