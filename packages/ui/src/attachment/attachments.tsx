'use client'

import type { Attachment } from '@chime/protocol'
import { lazy, Suspense, useState } from 'react'
import { retrying } from '../lazy.ts'
import { slot } from '../slots/slot.tsx'
import { FetchedPlayer } from './fetched-file.tsx'
import { FileCard } from './file-card.tsx'
import { useFileSource } from './file-source.tsx'
import type { FileUrl } from './file-url.ts'
import { isPicture, Picture, shownSize } from './picture.tsx'

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

/** A player for what this browser can play, a card to download for every other file. */
function Playable({ attachment, url }: { attachment: Attachment; url: string }) {
  const { areFetched } = useFileSource()
  // The type says nothing about how a film is encoded: many browsers cannot play those of some telephones.
  const [isPlayable, setPlayable] = useState(isVideo(attachment) || isSound(attachment))
  const onError = () => setPlayable(false)
  if (!isPlayable) return <FileCard attachment={attachment} url={url} />
  if (!areFetched) return <Player attachment={attachment} url={url} onError={onError} />
  return (
    <FetchedPlayer attachment={attachment} url={url}>
      {(fetched) => <Player attachment={attachment} url={fetched} onError={onError} />}
    </FetchedPlayer>
  )
}

const isVideo = ({ type }: Attachment) => /^video\/(mp4|webm|ogg|quicktime)$/.test(type)
const isSound = ({ type }: Attachment) => type.startsWith('audio/')

function Player({ attachment, url, onError }: { attachment: Attachment; url: string; onError: () => void }) {
  const { name } = attachment
  if (isVideo(attachment)) {
    const { width, aspectRatio } = shownSize(attachment)
    return (
      // biome-ignore lint/a11y/useMediaCaption: recordings that people upload have no captions
      <video
        controls
        preload="metadata"
        playsInline
        src={url}
        onError={onError}
        aria-label={name}
        style={{ width, aspectRatio }}
        className="max-w-full rounded-lg bg-black"
      />
    )
  }
  return (
    <figure className="flex max-w-sm flex-col gap-1">
      {/* biome-ignore lint/a11y/useMediaCaption: as above */}
      <audio controls preload="metadata" src={url} onError={onError} aria-label={name} className="h-10 w-full" />
      <figcaption className="truncate text-ink-muted text-xs">{name}</figcaption>
    </figure>
  )
}
