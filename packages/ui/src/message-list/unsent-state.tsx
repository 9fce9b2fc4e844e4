import { Clock3 } from 'lucide-react'
import type { UnsentItem } from '../timeline.ts'
import { FailedNote } from './failed-note.tsx'
import type { RowHandlers } from './row-view.ts'

/** What has become of a message of mine so far. */
export function UnsentState({ item, handlers }: { item: UnsentItem; handlers: RowHandlers }) {
  if (item.state === 'failed') return <FailedNote item={item} handlers={handlers} />
  return (
    <span className="absolute end-0.5 bottom-1.5 flex animate-appear-late text-ink-faint sm:end-1">
      <Clock3 role="img" aria-label="Sending" className="size-3.5" />
    </span>
  )
}
