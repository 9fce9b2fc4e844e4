import type { Attachment } from '@chime/protocol'
import { useState } from 'react'
import { cn } from '../class-names.ts'
import { useFile } from './file-source.tsx'
import { maxPx, shownSize } from './shown-size.ts'

/**
 * The types that are shown as pictures. SVG must never be among them: it can hold scripts, so it is only for
 * downloading.
 */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

/** Whether an attachment is shown as a picture. Its size must be known, so that its place can be kept free. */
export const isPicture = ({ type, width, height }: Attachment) => shown.has(type) && width !== null && height !== null

type PictureProps = { picture: Attachment; src: string; square: boolean; onOpen: () => void }

/**
 * A picture. It has its final size from the start and shows a blurred preview until it has loaded; a click opens it.
 */
export function Picture({ picture, src, square, onOpen }: PictureProps) {
  const file = useFile(src)
  const [loaded, setLoaded] = useState<'loading' | 'there' | 'failed'>('loading')
  const state = file.error === null ? loaded : 'failed'
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
        src={file.url ?? undefined}
        alt={picture.name}
        loading="lazy"
        decoding="async"
        draggable={false}
        onLoad={() => setLoaded('there')}
        onError={() => setLoaded('failed')}
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
      {/* Without this border, a light picture on a light page would have no visible edge. */}
      <span aria-hidden className="absolute inset-0 rounded-lg border border-line" />
    </button>
  )
}
