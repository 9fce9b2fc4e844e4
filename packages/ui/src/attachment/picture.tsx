import type { Attachment } from '@chime/protocol'
import { useState } from 'react'
import { cn } from '../class-names.ts'

/** Never SVG: it can hold scripts, and is given out for downloading only. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

export const isPicture = ({ type, width, height }: Attachment) => shown.has(type) && width !== null && height !== null

const maxPx = { width: 400, height: 320 }
const minPx = 48

/** How large a picture or a video stands in the list: known before its bytes are there, so that nothing moves. */
export function shownSize({ width, height }: Pick<Attachment, 'width' | 'height'>): {
  width: number
  aspectRatio: string
} {
  if (!width || !height) return { width: maxPx.width, aspectRatio: '16 / 9' }
  const scale = Math.min(1, maxPx.width / width, maxPx.height / height)
  return { width: Math.max(minPx, Math.round(width * scale)), aspectRatio: `${width} / ${height}` }
}

type PictureProps = { picture: Attachment; src: string; square: boolean; onOpen: () => void }

/** A picture of its final size from the start, blurred until it is there; a click shows it large. */
export function Picture({ picture, src, square, onOpen }: PictureProps) {
  const [state, setState] = useState<'loading' | 'there' | 'failed'>('loading')
  const { width, aspectRatio } = shownSize(picture)
  const preview = picture.preview?.startsWith('data:image/') ? picture.preview : null
  return (
    <button
      type="button"
      aria-label={`Open ${picture.name}`}
      onClick={onOpen}
      style={square ? { aspectRatio: '1' } : { width, aspectRatio, maxHeight: maxPx.height }}
      className="relative max-w-full cursor-zoom-in overflow-hidden rounded-lg bg-sunken"
    >
      {preview && state !== 'there' && (
        <img src={preview} alt="" aria-hidden className="absolute inset-0 size-full scale-110 object-cover blur-md" />
      )}
      <img
        src={src}
        alt={picture.name}
        loading="lazy"
        decoding="async"
        draggable={false}
        onLoad={() => setState('there')}
        onError={() => setState('failed')}
        className={cn(
          'absolute inset-0 size-full',
          square ? 'object-cover' : 'object-contain',
          state !== 'there' && 'opacity-0',
        )}
      />
      {state === 'failed' && (
        <span className="absolute inset-0 flex items-center justify-center p-2 text-center text-ink-muted text-xs">
          {picture.name}
        </span>
      )}
      {/* Light pictures have an edge on a light page. */}
      <span aria-hidden className="absolute inset-0 rounded-lg border border-line" />
    </button>
  )
}
