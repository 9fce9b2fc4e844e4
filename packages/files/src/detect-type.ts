import { isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'

const anything = 'application/octet-stream'

/** Finds the type of a file from its bytes. The name of a file proves nothing. */
export async function detectType(bytes: Uint8Array): Promise<string> {
  // A file that makes the detection fail may be made to do so: it counts as having no known type.
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  // A plain text may begin like a picture or a sound ("BM…") and is none. Documents may consist of text alone.
  if (found && (found.mime.startsWith('application/') || !isText(bytes)))
    return isAvif(bytes, found.mime) ? 'image/avif' : found.mime
  return isText(bytes) ? 'text/plain' : anything
}

/** Some programs name the format only among those that the file is compatible with, from the 17th byte of its first box on. */
function isAvif(bytes: Uint8Array, mime: string): boolean {
  if (mime !== 'image/heif') return false
  const box = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 256))
  const end = Math.min(box.readUInt32BE(0), box.length)
  for (let at = 16; at + 4 <= end; at += 4) if (box.toString('latin1', at, at + 4) === 'avif') return true
  return false
}

/** How many bytes are searched for control characters. If some come later it does no harm: texts are only offered for saving. */
const lookedAt = 64 * 1024

function isText(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return false
  const begin = new TextDecoder().decode(bytes.subarray(0, lookedAt))
  // Texts contain tab, line feed, form feed, carriage return and escape (for colours in logs), and no other controls.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what this searches for
  return !/[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/.test(begin)
}
