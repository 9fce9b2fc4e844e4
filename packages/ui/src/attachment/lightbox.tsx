'use client'

import { type Attachment, limits } from '@chime/protocol'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useRef } from 'react'
import { restoreFocus } from '../primitives/dialog.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { useClosedByBack } from '../root/closed-by-back.ts'
import { useLayer } from '../root/layer.ts'
import { FileSize } from './file-size.tsx'
import { useFile } from './file-source.tsx'
import type { FileUrl } from './file-url.ts'

type LightboxProps = {
  pictures: readonly Attachment[]
  /** The index of the picture that is shown. */
  at: number
  /** Called with the index of the picture to show next; null closes it. */
  onAt: (at: number | null) => void
  fileUrl: FileUrl
}

/** A browser needs four bytes for each pixel, whatever the size on the screen. */
const isHuge = ({ width, height }: Attachment) => (width ?? 0) * (height ?? 0) > limits.imagePixelsMax

/**
 * The pictures of a message, as large as the window allows, one at a time. The arrow keys go to the next and the
 * previous.
 */
export function Lightbox({ pictures, at, onAt, fileUrl }: LightboxProps) {
  const before = useRef<Element | null>(null)
  const layer = useLayer()
  useClosedByBack(true, () => onAt(null))
  const picture = pictures[at]
  const { url } = useFile(picture ? fileUrl(picture.id, isHuge(picture) ? 'thumbnail' : 'file') : null)
  const whole = picture && isHuge(picture) ? fileUrl(picture.id, 'file') : url
  if (!picture) return null
  const step = (by: number) => onAt((at + by + pictures.length) % pictures.length)
  const several = pictures.length > 1
  return (
    <Radix.Root open={layer.ready} onOpenChange={(open) => !open && onAt(null)}>
      <Radix.Portal container={layer.container}>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-black/85" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            before.current = document.activeElement
          }}
          onCloseAutoFocus={(event) => restoreFocus(event, before.current)}
          onKeyDown={(event) => {
            if (!several || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
            event.preventDefault()
            step(event.key === 'ArrowRight' ? 1 : -1)
          }}
          // White in both themes: what is behind it is black.
          className="fixed inset-0 z-50 flex flex-col text-white outline-none"
        >
          <header className="flex h-14 shrink-0 items-center gap-2 px-4">
            <Radix.Title className="min-w-0 flex-1 truncate font-medium text-sm">
              <bdi>{picture.name}</bdi>
              <span className="ms-2 font-normal text-white/75">
                {several && `${at + 1} of ${pictures.length} · `}
                <FileSize bytes={picture.size} />
              </span>
            </Radix.Title>
            <a
              href={whole ?? undefined}
              download={picture.name}
              aria-label={`Download ${picture.name}`}
              className="flex size-8 items-center justify-center rounded-md text-white/75 hover:bg-white/15 hover:text-white"
            >
              <Download className="size-4.5" />
            </a>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X />} variant="onBlack" tooltip={false} />
            </Radix.Close>
          </header>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the picture closes it, as Esc does */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
          <div
            className="relative flex min-h-0 flex-1 items-center justify-center p-4 pt-0"
            onClick={(event) => event.target === event.currentTarget && onAt(null)}
          >
            <img
              key={picture.id}
              src={url ?? undefined}
              alt={picture.name}
              width={picture.width ?? undefined}
              height={picture.height ?? undefined}
              className="max-h-full max-w-full animate-fade object-contain"
            />
            {several && (
              <>
                <IconButton
                  size="lg"
                  label="Picture before"
                  tooltip={false}
                  icon={<ChevronLeft />}
                  onClick={() => step(-1)}
                  className="absolute left-3 bg-raised"
                />
                <IconButton
                  size="lg"
                  label="Next picture"
                  tooltip={false}
                  icon={<ChevronRight />}
                  onClick={() => step(1)}
                  className="absolute right-3 bg-raised"
                />
              </>
            )}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
