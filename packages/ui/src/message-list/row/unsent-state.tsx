'use client'

import { Clock3 } from 'lucide-react'
import { slot } from '../../slots/slot.tsx'
import type { UnsentItem } from '../timeline-item.ts'
import { FailedNote } from './failed-note.tsx'
import type { RowHandlers } from './row-props.ts'

/** The state of a message of mine that is not sent: a clock while it is being sent, or why it could not be. */
export const UnsentState = slot('UnsentState', UnsentStateView)

function UnsentStateView({ item, handlers }: { item: UnsentItem; handlers: RowHandlers }) {
  if (item.state === 'failed') return <FailedNote item={item} handlers={handlers} />
  return (
    <span className="absolute end-0.5 bottom-1.5 flex animate-appear-late text-ink-faint sm:end-1">
      <Clock3 role="img" aria-label="Sending" className="size-3.5" />
    </span>
  )
}
