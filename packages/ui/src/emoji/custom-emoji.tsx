'use client'

import { useFile } from '../attachment/file-source.tsx'
import { cn } from '../class-names.ts'

type CustomEmojiProps = {
  /** With colons: `:bell:`. */
  name: string
  url: string
  className?: string
}

/** A custom emoji of this server: a picture that stands in a line of text as an emoji does. */
export function CustomEmoji({ name, url, className }: CustomEmojiProps) {
  const picture = useFile(url)
  return (
    <img
      src={picture.url ?? undefined}
      alt={name}
      title={name}
      draggable={false}
      loading="lazy"
      className={cn('inline-block object-contain align-[-0.3em]', className ?? 'size-[1.5em]')}
    />
  )
}
