import { limits } from '@chime/protocol'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { stripJpeg } from './strip-jpeg.ts'

// Two pictures at a time (see `files.ts`), a thread each, and nothing kept of them afterwards.
sharp.concurrency(1)
sharp.cache(false)

/** What browsers show, and sharp reads. Everything else is kept as a plain file. */
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])
export const isPicture = (type: string) => pictures.has(type)

/** How wide smaller forms are: a picture in a message, and one that fills a screen. */
const widths = [320, 960]
/** A form is at most so many times as high as it is wide: a strip of a picture is not for looking at in small. */
const highest = 4
const previewWidth = 16
/** It goes with each message that shows the picture. */
const previewCharsMax = 500
const withinSeconds = 20

/** WebP, of a smaller size than the picture. */
export type Form = { width: number; height: number; bytes: Buffer }
export type Picture = { width: number; height: number; preview: string | null; bytes: Buffer; forms: Form[] }

/** What is not kept, and why, in words for who sent it. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/**
 * Measures a picture and makes its smaller forms. Only the first image of an animation is looked at.
 *
 * @returns null where it cannot be read: whatever it claims to be, it is no picture
 * @throws Refused for one that would unpack to more than `limits.imagePixelsMax`: it is not decoded
 */
export async function readPicture(original: Buffer): Promise<Picture | null> {
  try {
    const metadata = await measure(original)
    const { width, height } = metadata.autoOrient
    const forms = []
    for (const wanted of widths.filter((one) => one < width)) {
      const resized = open(original)
        .autoOrient()
        .resize({ width: wanted, height: wanted * highest, fit: 'inside' })
      const { data, info } = await resized.webp({ quality: 78 }).toBuffer({ resolveWithObject: true })
      forms.push({ width: info.width, height: info.height, bytes: data })
    }
    // Decodes it all where no form has done so: what is broken in the middle shows.
    const preview = await previewOf(forms[0]?.bytes ?? original)
    const bytes = metadata.format === 'jpeg' ? stripJpeg(original, metadata.orientation) : original
    return { width, height, preview, bytes, forms }
  } catch (error) {
    if (error instanceof Refused) throw error
    return null
  }
}

/**
 * A picture cut to a square, for people.
 *
 * @throws Refused
 */
export const readSquare = (original: Buffer, side: number): Promise<Form> =>
  finished(async () => {
    await measure(original)
    return open(original).autoOrient().resize(side, side, { fit: 'cover', position: 'attention' })
  })

/**
 * A picture made to fit into a square, moving if it moves, with nothing around it.
 *
 * @throws Refused
 */
export const readEmoji = (original: Buffer, side: number): Promise<Form> =>
  finished(async () => {
    await measure(original, { animated: true })
    const background = { r: 0, g: 0, b: 0, alpha: 0 }
    return open(original, { animated: true }).autoOrient().resize(side, side, { fit: 'contain', background })
  })

async function finished(make: () => Promise<Sharp>): Promise<Form> {
  try {
    const made = await make()
    const { data, info } = await made.webp({ quality: 80 }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.pageHeight ?? info.height, bytes: data }
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused('The picture cannot be read')
  }
}

type Options = { animated?: boolean }

const open = (bytes: Buffer, { animated = false }: Options = {}) =>
  sharp(bytes, { animated, limitInputPixels: limits.imagePixelsMax, failOn: 'error' }).timeout({
    seconds: withinSeconds,
  })

/** Reads the head of the file only. An animation that is opened as one counts with all its images. */
async function measure(bytes: Buffer, { animated = false }: Options = {}): Promise<Metadata> {
  const metadata = await sharp(bytes, { animated, limitInputPixels: false }).metadata()
  if (metadata.width * metadata.height > limits.imagePixelsMax) {
    throw new Refused(`The picture has more than ${limits.imagePixelsMax / 1e6} million pixels`)
  }
  return metadata
}

async function previewOf(bytes: Buffer): Promise<string | null> {
  const small = open(bytes).autoOrient().resize({ width: previewWidth, height: previewWidth, fit: 'inside' }).blur(1)
  const data = await small.webp({ quality: 30, alphaQuality: 30 }).toBuffer()
  const url = `data:image/webp;base64,${data.toString('base64')}`
  return url.length <= previewCharsMax ? url : null
}
