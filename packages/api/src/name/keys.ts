import { fold } from '@chime/protocol'
import unhomoglyph from 'unhomoglyph'

/**
 * What a name is compared by: two names of which a key is equal look alike. The keys are the folded name, and its
 * skeleton by Unicode's UTS #39, in which every letter is replaced by the one that it could be taken for. The skeleton
 * is made of the name as it is and of the folded one, because a capital I looks like an l, and is an i.
 */
export function nameKeys(name: string): string[] {
  const folded = fold(name)
  const keys = [folded, skeleton(name), skeleton(folded)].map(cut)
  return [...new Set(keys)].filter((key) => key !== '').sort()
}

/** What is kept of a name beside it, to be compared with folded queries. */
export const foldName = (name: string | null): string | null => (name === null ? null : cut(fold(name)))

const skeleton = (text: string) => fold(unhomoglyph(text.normalize('NFD')))

/** A few letters fold into many, and an index of Postgres takes some 2,700 bytes. */
const foldedMax = 300
const cut = (text: string) => text.slice(0, foldedMax).toWellFormed()
