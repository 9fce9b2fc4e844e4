import Linkify from 'linkify-react'
import type { Opts } from 'linkifyjs'
import { memo, type ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { isEmojiOnly } from './emoji.ts'

const links: Opts = {
  defaultProtocol: 'https',
  target: '_blank',
  rel: 'noopener noreferrer nofollow ugc',
  className: 'text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-accent',
  // Only these ever become a link, whatever else the library recognises.
  validate: { url: (href) => /^(https?:\/\/|www\.|[^:/\s]+\.[^:/\s]+)/i.test(href), email: true },
}

type MessageTextProps = {
  text: string
  /** Not sent yet. */
  dimmed?: boolean
  /** Follows the last word. */
  edited?: ReactNode
}

/** What someone wrote: lines kept, long words broken, links made, each paragraph in its own direction. */
export const MessageText = memo(function MessageText({ text, dimmed, edited }: MessageTextProps) {
  const large = isEmojiOnly(text)
  return (
    <div
      dir="auto"
      className={cn(
        'max-w-4xl whitespace-pre-wrap text-base [overflow-wrap:anywhere]',
        large && 'text-emoji',
        dimmed ? 'text-ink-muted' : 'text-ink',
      )}
    >
      {large ? text : <Linkify options={links}>{text}</Linkify>}
      {edited}
    </div>
  )
})
