import { cn } from '../class-names.ts'

export type CustomEmojiProps = {
  /** With its colons. */
  name: string
  url: string
  className?: string
}

/** A picture of the server's own that stands in a line as an emoji does. */
export function CustomEmoji({ name, url, className }: CustomEmojiProps) {
  return (
    <img
      src={url}
      alt={name}
      title={name}
      draggable={false}
      loading="lazy"
      className={cn('inline-block object-contain align-[-0.3em]', className ?? 'size-[1.5em]')}
    />
  )
}
