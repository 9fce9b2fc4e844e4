import { CircleAlert } from 'lucide-react'
import type { UnsentItem } from '../timeline-item.ts'
import type { RowHandlers } from './row-props.ts'

/** Why a message could not be sent, with buttons that try again or discard it. */
export function FailedNote({ item, handlers }: { item: UnsentItem; handlers: RowHandlers }) {
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-danger-text text-sm">
      <span className="flex items-center gap-1.5">
        <CircleAlert aria-hidden className="size-4 shrink-0" />
        Not sent{item.error ? `: ${item.error}` : ''}
      </span>
      <span className="flex gap-3">
        {item.retryable && <NoteButton onClick={() => handlers.onRetry(item.clientId)}>Try again</NoteButton>}
        <NoteButton onClick={() => handlers.onDiscard(item.clientId)}>Discard</NoteButton>
      </span>
    </div>
  )
}

function NoteButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="cursor-pointer rounded-sm font-semibold underline underline-offset-2 hover:no-underline"
    >
      {children}
    </button>
  )
}
