import type { Attachment } from '@chime/protocol'
import { lazy, Suspense, useState } from 'react'
import { retrying } from '../later.ts'
import type { FileUrl } from '../message-list/row-view.ts'
import { FileCard } from './file-card.tsx'
import { isPicture, Picture, shownSize } from './picture.tsx'

const Lightbox = lazy(retrying(() => import('./lightbox.tsx').then((m) => ({ default: m.Lightbox }))))

type AttachmentsProps = { attachments: readonly Attachment[]; fileUrl: FileUrl }

/** What came with a message: pictures to look at, what plays in its place, everything else as a file. */
export function Attachments({ attachments, fileUrl }: AttachmentsProps) {
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
        <Playable key={one.id} attachment={one} url={fileUrl(one.id, 'file')} />
      ))}
      {open !== null && (
        <Suspense fallback={null}>
          <Lightbox pictures={pictures} at={open} onAt={setOpen} fileUrl={fileUrl} />
        </Suspense>
      )}
    </div>
  )
}

/** Browsers play these; what they cannot play still has its card. */
function Playable({ attachment, url }: { attachment: Attachment; url: string }) {
  const { type, name } = attachment
  if (/^video\/(mp4|webm|ogg|quicktime)$/.test(type)) {
    const { width, aspectRatio } = shownSize(attachment)
    return (
      // biome-ignore lint/a11y/useMediaCaption: people's own recordings have none
      <video
        controls
        preload="metadata"
        playsInline
        src={url}
        aria-label={name}
        style={{ width, aspectRatio }}
        className="max-w-full rounded-lg bg-black"
      />
    )
  }
  if (type.startsWith('audio/')) {
    return (
      <figure className="flex max-w-sm flex-col gap-1">
        {/* biome-ignore lint/a11y/useMediaCaption: as above */}
        <audio controls preload="metadata" src={url} aria-label={name} className="h-10 w-full" />
        <figcaption className="truncate text-ink-muted text-xs">{name}</figcaption>
      </figure>
    )
  }
  return <FileCard attachment={attachment} url={url} />
}
