/** Larger than any avatar is shown, also on a screen with three pixels for one. */
const sizePx = 512

/**
 * The middle of a picture as a square, small enough to be sent at once.
 *
 * @throws Error with words for people when the browser cannot read the file as a picture
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
