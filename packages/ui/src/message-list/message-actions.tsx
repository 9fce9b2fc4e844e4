import { Link2, MailOpen } from 'lucide-react'
import { IconButton } from '../primitives/icon-button.tsx'
import type { RowHandlers } from './message-row.tsx'

/** What can be done with a message; shown on the row that is hovered or focused. */
export function MessageActions({ number, handlers }: { number: number; handlers: RowHandlers }) {
  return (
    <div
      role="toolbar"
      aria-label="Message actions"
      className="absolute end-3 -top-3.5 z-10 flex rounded-lg border border-line bg-raised p-0.5 shadow-sm sm:end-5"
    >
      <IconButton size="sm" label="Copy link" icon={<Link2 />} onClick={() => handlers.onCopyLink(number)} />
      <IconButton size="sm" label="Mark as unread" icon={<MailOpen />} onClick={() => handlers.onMarkUnread(number)} />
    </div>
  )
}
