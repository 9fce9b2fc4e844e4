'use client'

import { CornerUpLeft } from 'lucide-react'
import { useSummaryText } from '../../message/summary-text.ts'
import { slot } from '../../slots/slot.tsx'
import { displayName } from '../../user/person.ts'
import type { SharedRowProps } from './row-props.ts'

type ReplyQuoteProps = {
  number: number
  shared: Pick<SharedRowProps, 'quoted' | 'users'>
  /** Scrolls to the message that is answered. Left out where that is not possible. */
  onJump?: (number: number) => void
}

/**
 * The message that is answered, in one line above the answer. It has the same height while that message is being
 * loaded.
 */
export const ReplyQuote = slot('ReplyQuote', ReplyQuoteView)

function ReplyQuoteView({ number, shared, onJump }: ReplyQuoteProps) {
  const original = shared.quoted(number)
  const author = original?.userId ? displayName(shared.users(original.userId)) : ''
  const summary = useSummaryText(original)
  const text = original === null ? 'A message that is not here any more' : summary
  const line = (
    <>
      <CornerUpLeft aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">In reply to</span>
      {author && <bdi className="shrink-0 font-medium">{author}</bdi>}
      <span dir="auto" className="min-w-0 truncate">
        {text}
      </span>
    </>
  )
  const classes = 'flex h-6 min-w-0 max-w-full items-center gap-1.5 text-ink-muted text-sm'
  if (!original || !onJump) return <p className={classes}>{line}</p>
  return (
    <button
      type="button"
      onClick={() => onJump(number)}
      className={`${classes} cursor-pointer rounded-sm hover:text-ink hover:underline`}
    >
      {line}
    </button>
  )
}
