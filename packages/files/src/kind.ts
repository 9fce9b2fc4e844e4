import { isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'

const anything = 'application/octet-stream'

/** What a file is, by what is in it; its name says nothing. */
export async function typeOf(bytes: Uint8Array): Promise<string> {
  // What is made to confuse a reader of formats is of no known one.
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  // Letters alone may look like the beginning of a picture or a sound ("BM…"), and are none; documents may be of letters alone.
  if (found && (found.mime.startsWith('application/') || !isText(bytes))) return found.mime
  return isText(bytes) ? 'text/plain' : anything
}

/** How far it is looked for controls: what is a text so far and none behind is only saved to a disk, as any text. */
const lookedAt = 64 * 1024

function isText(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return false
  const begin = new TextDecoder().decode(bytes.subarray(0, lookedAt))
  // Tab, line feed, form feed, carriage return and escape (colours in logs) are of texts; other controls are not.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  return !/[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/.test(begin)
}
