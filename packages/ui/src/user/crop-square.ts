/** Enough for the largest avatar that is shown, even on a screen with three device pixels for one CSS pixel. */
const sizePx = 512

/**
 * Cuts a square out of the middle of a picture and makes it at most 512 pixels wide, as WebP.
 *
 * @throws Error with a message for people when the browser cannot read the file as a picture
 */
export async function cropSquare(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('This file is no picture that can be read. Try a JPEG or PNG file.')
  })
  const { width, height } = picture
  const side = Math.min(width, height)
  const size = Math.min(side, sizePx)
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser cannot make pictures smaller.')
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size)
  picture.close()
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.9))
  if (!blob) throw new Error('The picture could not be made smaller.')
  return blob
}
