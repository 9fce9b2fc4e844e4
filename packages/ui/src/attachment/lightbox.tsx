'use client'

import type { Attachment } from '@chime/protocol'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useRef } from 'react'
import type { FileUrl } from '../message-list/row-view.ts'
import { giveBackFocus } from '../primitives/dialog.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { sizeWords } from './size-words.ts'

type LightboxProps = {
  pictures: readonly Attachment[]
  at: number
  /** Null: closed. */
  onAt: (at: number | null) => void
  fileUrl: FileUrl
}

/** A message's pictures as large as the window, one at a time; the arrow keys walk through them. */
export function Lightbox({ pictures, at, onAt, fileUrl }: LightboxProps) {
  const before = useRef<Element | null>(null)
  const picture = pictures[at]
  if (!picture) return null
  const step = (by: number) => onAt((at + by + pictures.length) % pictures.length)
  const several = pictures.length > 1
  return (
    <Radix.Root open onOpenChange={(open) => !open && onAt(null)}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-black/85" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            before.current = document.activeElement
          }}
          onCloseAutoFocus={(event) => giveBackFocus(event, before.current)}
          onKeyDown={(event) => {
            if (!several || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
            event.preventDefault()
            step(event.key === 'ArrowRight' ? 1 : -1)
          }}
          className="dark fixed inset-0 z-50 flex flex-col text-ink outline-none"
        >
          <header className="flex h-14 shrink-0 items-center gap-2 px-4">
            <Radix.Title className="min-w-0 flex-1 truncate font-medium text-sm">
              <bdi>{picture.name}</bdi>
              <span className="ms-2 font-normal text-ink-muted">
                {several && `${at + 1} of ${pictures.length} · `}
                {sizeWords(picture.size)}
              </span>
            </Radix.Title>
            <a
              href={fileUrl(picture.id, 'file')}
              download={picture.name}
              aria-label={`Download ${picture.name}`}
              className="flex size-8 items-center justify-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
            >
              <Download className="size-4.5" />
            </a>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X />} tooltip={false} />
            </Radix.Close>
          </header>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: beside the picture is outside; Esc does the same */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
          <div
            className="relative flex min-h-0 flex-1 items-center justify-center p-4 pt-0"
            onClick={(event) => event.target === event.currentTarget && onAt(null)}
          >
            <img
              key={picture.id}
              src={fileUrl(picture.id, 'file')}
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
