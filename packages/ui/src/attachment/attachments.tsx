'use client'

import type { Attachment } from '@chime/protocol'
import { lazy, Suspense, useState } from 'react'
import { retrying } from '../lazy.ts'
import { slot } from '../slots/slot.tsx'
import type { FileUrl } from './file-url.ts'
import { LazyOtherFile } from './lazy-other-file.tsx'
import { isPicture, Picture } from './picture.tsx'

const Lightbox = lazy(retrying(() => import('./lightbox.tsx').then((m) => ({ default: m.Lightbox }))))

type AttachmentsProps = { attachments: readonly Attachment[]; fileUrl: FileUrl }

/**
 * The files of a message: pictures first, then videos and sounds with a player, everything else as a card to download.
 */
export const Attachments = slot('Attachments', AttachmentsView)

function AttachmentsView({ attachments, fileUrl }: AttachmentsProps) {
  const pictures = attachments.filter(isPicture)
  const others = attachments.filter((one) => !isPicture(one))
  const [open, setOpen] = useState<number | null>(null)
  const single = pictures.length === 1
  return (
    <div className="mt-1 flex flex-col gap-1.5">
      {pictures.length > 0 && (
        <div
          className={single ? 'flex' : `grid max-w-md gap-1 ${pictures.length === 2 ? 'grid-cols-2' : 'grid-cols-3'}`}
        >
          {pictures.map((picture, index) => (
            <Picture
              key={picture.id}
              picture={picture}
              src={fileUrl(picture.id, single ? 'thumbnail' : 'small')}
              square={!single}
              onOpen={() => setOpen(index)}
            />
          ))}
        </div>
      )}
      {others.map((one) => (
        <LazyOtherFile key={one.id} attachment={one} url={fileUrl(one.id, 'file')} />
      ))}
      {open !== null && (
        <Suspense fallback={null}>
          <Lightbox pictures={pictures} at={open} onAt={setOpen} fileUrl={fileUrl} />
        </Suspense>
      )}
    </div>
  )
}
