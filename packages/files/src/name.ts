import { limits } from '@chime/protocol'

// Controls, and marks that nobody sees: with one that turns the direction of writing, `exe.jpg` may be shown for a name that ends in
// `.exe`. The joiners stay, which Persian and emoji are written with.
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

/** The name of a file as it may be shown and saved: its last part, without what could mislead or lead elsewhere. */
export function cleanName(name: string): string {
  const last = name.normalize('NFC').replace(hidden, '').split(/[/\\]/).at(-1) ?? ''
  // Windows drops dots and spaces at the end, and so would turn `a.exe.` into `a.exe`.
  const clean = last.trim().replace(/[. ]+$/, '')
  return clean.slice(0, limits.fileNameMax).toWellFormed() || 'file'
}
