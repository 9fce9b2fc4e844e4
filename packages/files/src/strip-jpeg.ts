const exif = 0xe1
const scan = 0xda
const end = 0xd9

/**
 * A JPEG without what cameras and programs wrote about it: where it was taken, when, with what, a smaller copy of it, a film
 * behind it. The picture itself is not touched. Which way up it is and its colours stay.
 *
 * @param orientation as EXIF counts it, 1 to 8
 * @returns the same bytes where there is nothing to take away, or where it is no JPEG as it should be
 * @see ITU-T T.81, annex B
 */
export function stripJpeg(bytes: Buffer, orientation: number | undefined): Buffer {
  const kept = [bytes.subarray(0, 2)]
  let hasMore = false
  let at = 2
  while (bytes[at + 1] !== end) {
    const kind = bytes[at + 1]
    if (bytes[at] !== 0xff || kind === undefined || at + 4 > bytes.length) return bytes
    let next = at + 2 + bytes.readUInt16BE(at + 2)
    if (kind === scan) next = endOfScan(bytes, next)
    const segment = bytes.subarray(at, next)
    if (isAboutIt(kind, segment)) hasMore = true
    else kept.push(segment)
    at = next
  }
  if (!hasMore && at + 2 === bytes.length) return bytes
  if (orientation !== undefined && orientation > 1) kept.splice(1, 0, exifOf(orientation))
  return Buffer.concat([...kept, bytes.subarray(at, at + 2)])
}

/** Within a scan, 0xff is followed by 0 or by a mark to start again; what else follows it ends the scan. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** Comments, and the segments of applications but for what tells colours: JFIF, ICC and Adobe. */
function isAboutIt(kind: number, segment: Buffer): boolean {
  if (kind === 0xe2) return segment.toString('latin1', 4, 15) !== 'ICC_PROFILE'
  return kind === 0xfe || (kind >= exif && kind <= 0xef && kind !== 0xee)
}

/** An EXIF segment that says which way up the picture is, and nothing else. */
function exifOf(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008' + '0001' + '0112000300000001' + '00000000' + '00000000', 'hex')
  tiff.writeUInt16BE(orientation, 18)
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, exif, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
