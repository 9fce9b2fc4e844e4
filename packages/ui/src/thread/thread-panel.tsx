import { Bell, BellOff, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../primitives/icon-button.tsx'

export type ThreadPanelProps = {
  /** Of the channel that it belongs to. */
  channel: string
  /** Undefined while it is not known. */
  following: boolean | undefined
  onFollow: (follow: boolean) => void
  onClose: () => void
  /** Timeline and composer. */
  children: ReactNode
}

/** A thread beside its channel. */
export function ThreadPanel({ channel, following, onFollow, onClose, children }: ThreadPanelProps) {
  return (
    <section
      aria-label={`Thread in ${channel}`}
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
    >
      <header className="flex h-14 shrink-0 items-center gap-1 border-line border-b ps-4 pe-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold text-base text-ink leading-5">Thread</h2>
          <p className="truncate text-ink-muted text-xs">
            <bdi>{channel}</bdi>
          </p>
        </div>
        {following !== undefined && (
          <IconButton
            label={following ? 'Unfollow this thread' : 'Follow this thread'}
            icon={following ? <Bell /> : <BellOff />}
            onClick={() => onFollow(!following)}
          />
        )}
        <IconButton label="Close" icon={<X />} onClick={onClose} />
      </header>
      {children}
    </section>
  )
}
