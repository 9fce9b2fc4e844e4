/**
 * An EXIF block that says how a picture is to be turned, and nothing else: a TIFF header with one directory of one
 * entry.
 *
 * @param orientation as in EXIF, 1 to 8
 */
export function orientationOnly(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008' + '0001' + '0112000300000001' + '00000000' + '00000000', 'hex')
  tiff.writeUInt16BE(orientation, 18)
  return tiff
}

/** An EXIF block that says nothing. */
export const noExif = Buffer.from('4d4d002a00000008' + '0000' + '00000000', 'hex')
