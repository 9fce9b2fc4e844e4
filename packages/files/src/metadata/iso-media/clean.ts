import { type Cleaned, Malformed } from '../cleaned.ts'
import { type Box, blank, boxesIn, childOf, fill, findIn } from './boxes.ts'
import { cleanItems } from './items.ts'
import { eraseSamples } from './samples.ts'

const kept = {
  file: new Set('ftyp styp moov moof mdat free skip wide sidx ssix mfra prft pdin meta'.split(' ')),
  moov: new Set('mvhd trak mvex iods pssh ctab clip free skip'.split(' ')),
  trak: new Set('tkhd tref edts load mdia tapt matt clip trgr free skip'.split(' ')),
  mdia: new Set('mdhd hdlr minf elng free skip'.split(' ')),
}
/** Tracks that are seen and heard, and the times of their images. */
const media = new Set(['vide', 'soun', 'hint', 'auxv', 'pict', 'tmcd'])
/** Words, such as subtitles. Some cameras write the place there, but others need them. */
const words = new Set(['text', 'sbtl', 'subt', 'clcp'])

/**
 * Removes what cameras and programs wrote about a picture or a film of the ISO media family (HEIC, AVIF, MP4, MOV):
 * place, device, time, titles, and tracks that record where it was filmed. The content is not changed. Everything stays
 * in its place, because such a file names places in itself: what is removed becomes free space.
 *
 * @returns `isClean: false` also for a film with subtitles, which are kept
 * @see ISO/IEC 14496-12 and https://developer.apple.com/documentation/quicktime-file-format
 */
export function cleanIsoMedia(original: Buffer): Cleaned {
  const bytes = Buffer.from(original)
  try {
    let isClean = true
    const boxes = boxesIn(bytes, { body: 0, end: bytes.length })
    if (!boxes.some(({ type }) => type === 'moov' || type === 'meta')) return { bytes: original, isClean: false }
    const isFragmented = boxes.some(({ type }) => type === 'moof')
    for (const box of boxes) {
      if (!kept.file.has(box.type)) blank(bytes, box)
      else if (box.type === 'free' || box.type === 'skip') bytes.fill(0, box.body, box.end)
      else if (box.type === 'meta') cleanMeta(bytes, box)
      else if (box.type === 'moof') cleanFragment(bytes, box)
      else if (box.type === 'moov') isClean = cleanMovie(bytes, box, isFragmented) && isClean
    }
    return { bytes: bytes.equals(original) ? original : bytes, isClean }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { bytes: original, isClean: false }
  }
}

/** Pictures keep it, since it says where they are. In films it contains nothing but descriptions. */
function cleanMeta(bytes: Buffer, meta: Box): void {
  const inside = { body: meta.body + 4, end: meta.end }
  // In a picture this comes first. QuickTime's box of the same name is laid out differently.
  const hasHandler = bytes.toString('latin1', inside.body + 4, inside.body + 8) === 'hdlr'
  if (!hasHandler || handlerOf(bytes, childOf(bytes, inside, 'hdlr')) !== 'pict') {
    blank(bytes, meta)
    return
  }
  cleanItems(bytes, meta)
  for (const box of boxesIn(bytes, inside)) if (/^(uuid|udta|xml |bxml)$/.test(box.type)) blank(bytes, box)
}

function cleanFragment(bytes: Buffer, moof: Box): void {
  for (const box of boxesIn(bytes, moof)) {
    if (!['mfhd', 'traf'].includes(box.type)) blank(bytes, box)
    else if (box.type === 'traf') {
      for (const part of boxesIn(bytes, box)) if (/^(udta|meta)$/.test(part.type)) blank(bytes, part)
    }
  }
}

function cleanMovie(bytes: Buffer, moov: Box, isFragmented: boolean): boolean {
  let isClean = true
  for (const box of boxesIn(bytes, moov)) {
    // A compressed description, which QuickTime once had.
    if (box.type === 'cmov') throw new Malformed('a compressed movie')
    if (!kept.moov.has(box.type)) blank(bytes, box)
    else if (box.type === 'mvhd') forgetTimes(bytes, box)
    else if (box.type === 'trak') isClean = cleanTrack(bytes, box, isFragmented) && isClean
  }
  return isClean
}

function cleanTrack(bytes: Buffer, track: Box, isFragmented: boolean): boolean {
  const kind = handlerOf(bytes, findIn(bytes, track, 'mdia', 'hdlr'))
  if (!media.has(kind) && !words.has(kind)) {
    // What fragments hold of it stays in them.
    if (isFragmented) throw new Malformed('a track that cannot be removed')
    eraseSamples(bytes, track)
    blank(bytes, track)
    return true
  }
  for (const box of boxesIn(bytes, track)) {
    if (!kept.trak.has(box.type)) blank(bytes, box)
    else if (box.type === 'tkhd') forgetTimes(bytes, box)
    else if (box.type === 'mdia') cleanMediaOf(bytes, box, kind)
  }
  return !words.has(kind)
}

function cleanMediaOf(bytes: Buffer, mdia: Box, kind: string): void {
  for (const box of boxesIn(bytes, mdia)) {
    if (!kept.mdia.has(box.type)) blank(bytes, box)
    else if (box.type === 'mdhd') forgetTimes(bytes, box)
    // Its name is often that of the device: "GoPro AVC".
    else if (box.type === 'hdlr') fill(bytes, box, 24, Number.POSITIVE_INFINITY)
  }
  const inner = findIn(bytes, mdia, 'minf', 'hdlr')
  if (inner) fill(bytes, inner, 24, Number.POSITIVE_INFINITY)
  const entries = findIn(bytes, mdia, 'minf', 'stbl', 'stsd')
  if (kind !== 'vide' || !entries) return
  for (const entry of boxesIn(bytes, { body: entries.body + 8, end: entries.end })) {
    // The vendor, and the name of what has encoded it.
    fill(bytes, entry, 12, 16)
    fill(bytes, entry, 42, 74)
  }
}

/** The times of creation and change in a header, which have eight bytes each from version 1 on. */
function forgetTimes(bytes: Buffer, header: Box): void {
  fill(bytes, header, 4, bytes[header.body] === 1 ? 20 : 12)
}

const handlerOf = (bytes: Buffer, box: Box | undefined) =>
  box ? bytes.toString('latin1', box.body + 8, box.body + 12) : ''
