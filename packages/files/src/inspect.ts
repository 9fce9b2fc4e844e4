import { detectType } from './detect-type.ts'
import { removeMetadata } from './metadata/remove-metadata.ts'
import { isPicture } from './picture/formats.ts'
import type { Form, Results } from './picture/results.ts'

/** What a file turned out to be. */
export type InspectedFile = {
  type: string
  /** What to keep of it: the original, without what cameras write into it about the place and the device. */
  bytes: Buffer
  /** True: that may still be in it, because it could not be taken out. */
  keepsMetadata: boolean
  width: number | null
  height: number | null
  preview: string | null
  forms: Form[]
}

/**
 * Finds out what a file is. Never refuses one: of what it cannot show there is no preview and no size in pixels.
 *
 * @param decode called with the bytes of a picture
 */
export async function inspect(
  original: Buffer,
  decode: (bytes: Buffer) => Promise<Results['picture']>,
): Promise<InspectedFile> {
  const type = await detectType(original)
  const read = isPicture(type) ? await decode(original) : null
  const picture = typeof read === 'object' ? read : null
  const { bytes, isClean } = removeMetadata(original, type, picture?.orientation)
  return {
    type: read === 'broken' ? 'application/octet-stream' : shownType(type),
    bytes,
    keepsMetadata: !isClean,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    preview: picture?.preview ?? null,
    forms: picture?.forms ?? [],
  }
}

/** Browsers show a PNG that moves as they show any other, and so do clients that know only of PNG. */
const shownType = (type: string) => (type === 'image/apng' ? 'image/png' : type)
