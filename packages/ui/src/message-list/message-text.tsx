import { lazy, memo, type ReactNode, Suspense } from 'react'
import { cn } from '../class-names.ts'
import { retrying } from '../later.ts'
import { isEmojiOnly } from './emoji.ts'

const LinkedText = lazy(retrying(() => import('./linked-text.tsx').then((m) => ({ default: m.LinkedText }))))

/** Whether a link could be in it: most messages do without the code that finds them. */
const mayLink = /[^\s.]\.[^\s.]|:\/\/|@/

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
        'max-w-4xl whitespace-pre-wrap [overflow-wrap:anywhere]',
        large ? 'text-emoji' : 'text-base',
        dimmed ? 'text-ink-muted' : 'text-ink',
      )}
    >
      {large || !mayLink.test(text) ? (
        text
      ) : (
        <Suspense fallback={text}>
          <LinkedText text={text} />
        </Suspense>
      )}
      {edited}
    </div>
  )
})
