'use client'

import { Bell, BellOff, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../primitives/icon-button.tsx'
import { slot } from '../slots/slot.tsx'

export type ThreadPanelProps = {
  /** The name of the channel that it belongs to. */
  channel: string
  /** Whether I follow this thread; undefined while that is not known. */
  following: boolean | undefined
  /** @param follow true: follow the thread; false: stop following it */
  onFollow: (follow: boolean) => void
  onClose: () => void
  /** The message list and the composer. */
  children: ReactNode
}

/** The frame of a thread, in the aside beside its channel. Esc closes it. */
export const ThreadPanel = slot('ThreadPanel', ThreadPanelView)

function ThreadPanelView({ channel, following, onFollow, onClose, children }: ThreadPanelProps) {
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
