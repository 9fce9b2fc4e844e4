import type { Attachment } from '@chime/protocol'

export const maxPx = { width: 400, height: 320 }
const minPx = 48

/**
 * How large a picture or a video is shown. It is calculated from the size that the server sends with the message, so
 * that nothing in the list moves when the bytes arrive.
 */
export function shownSize({ width, height }: Pick<Attachment, 'width' | 'height'>): {
  width: number
  aspectRatio: string
} {
  if (!width || !height) return { width: maxPx.width, aspectRatio: '16 / 9' }
  const scale = Math.min(1, maxPx.width / width, maxPx.height / height)
  return { width: Math.max(minPx, Math.round(width * scale)), aspectRatio: `${width} / ${height}` }
}

/** Whether it is a video that many browsers can play. */
export const isVideo = ({ type }: Attachment): boolean => /^video\/(mp4|webm|ogg|quicktime)$/.test(type)
