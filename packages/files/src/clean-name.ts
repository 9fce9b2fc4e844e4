import { isVisible, limits } from '@chime/protocol'

// Controls and invisible characters. One that turns the direction of writing could make a name that ends in `.exe` look like
// `exe.jpg`. The joiners are kept, since Persian and emoji need them.
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu
/** What programs know a file's type by; a longer one is none. */
const extension = /\.[\p{L}\p{N}]{1,16}$/u

/**
 * The name of a file as it may be shown and saved: without folders, without characters that could mislead, and not too
 * long. People do not choose how a file is called where it comes from, so none is refused.
 */
export function cleanName(name: string): string {
  const last = name.normalize('NFC').replace(hidden, '').split(/[/\\]/).at(-1) ?? ''
  // Windows drops dots and spaces at the end, so it would turn `a.exe.` into `a.exe`.
  const clean = last.trim().replace(/[. ]+$/, '')
  if (!isVisible(clean)) return 'file'
  if (clean.length <= limits.fileNameMax) return clean
  const end = extension.exec(clean)?.[0] ?? ''
  // The cut may leave half of a pair of surrogates.
  return clean.slice(0, limits.fileNameMax - end.length).replace(/[\ud800-\udbff]$/, '') + end
}
