/** The formats that browsers show and sharp can read. Everything else is kept as a plain file. */
const pictures = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif', 'image/avif'])

/** @param type detected from the bytes */
export const isPicture = (type: string) => pictures.has(type)

/** How much of a file `mayBePicture` looks at. */
export const headBytes = 12

const heads = [/^\xff\xd8\xff/, /^\x89PNG/, /^RIFF.{4}WEBP/s, /^GIF8/, /^.{4}ftyp(avif|avis|mif1)/s]

/**
 * Whether a file that begins with these bytes may be a picture. True for every file for whose type `isPicture` is true, and for a
 * few others.
 */
export function mayBePicture(head: Buffer): boolean {
  const text = head.toString('latin1', 0, headBytes)
  return heads.some((one) => one.test(text))
}
