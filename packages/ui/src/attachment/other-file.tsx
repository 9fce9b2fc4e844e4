'use client'

import type { Attachment } from '@chime/protocol'
import { useState } from 'react'
import { FetchedPlayer } from './fetched-file.tsx'
import { FileCard } from './file-card.tsx'
import { useFileSource } from './file-source.tsx'
import { isVideo, shownSize } from './shown-size.ts'

/** A player for what this browser can play, a card to download for every other file. */
export function OtherFile({ attachment, url }: { attachment: Attachment; url: string }) {
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
