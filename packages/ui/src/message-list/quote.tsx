import { CornerUpLeft } from 'lucide-react'
import { displayName } from '../person.ts'
import type { RowView } from './row-view.ts'
import { summaryText } from './summary-text.ts'

type QuoteProps = {
  number: number
  view: Pick<RowView, 'quoted' | 'users'>
  /** Shows the original. */
  onJump?: (number: number) => void
}

/** The message that is answered, in one line above the answer. It has its height before it is known. */
export function Quote({ number, view, onJump }: QuoteProps) {
  const original = view.quoted(number)
  const author = original?.userId ? displayName(view.users(original.userId)) : ''
  const text =
    original === undefined ? '' : original === null ? 'A message that is not here any more' : summaryText(original)
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
