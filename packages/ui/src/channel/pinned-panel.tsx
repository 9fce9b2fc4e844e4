'use client'

import type { Message } from '@chime/protocol'
import { Pin, PinOff } from 'lucide-react'
import { Panel } from '../frame/panel.tsx'
import type { RenderLink } from '../link.ts'
import { displayName, type Person } from '../person.ts'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonMessages } from '../primitives/skeleton.tsx'
import { MessageCard } from '../search/message-card.tsx'

export type PinnedEntry = { message: Message; author: Person | null; href: string }

export type PinnedPanelProps = {
  /** The last pinned first. */
  pinned: readonly PinnedEntry[]
  loading: boolean
  error: string | null
  /** Left out where I may not. */
  onUnpin?: ((number: number) => void) | undefined
  renderLink: RenderLink
  onClose: () => void
}

/** The messages that a channel keeps at hand. */
export function PinnedPanel({ pinned, loading, error, onUnpin, renderLink, onClose }: PinnedPanelProps) {
  return (
    <Panel title="Pinned messages" onClose={onClose}>
      <FormError error={error} />
      {loading && pinned.length === 0 && <SkeletonMessages rows={4} />}
      {!loading && !error && pinned.length === 0 && (
        <EmptyState
          icon={<Pin />}
          title="Nothing is pinned"
          text="Pin a message from its menu, and everybody here finds it again."
        />
      )}
      <ul className="flex flex-col p-2">
        {pinned.map(({ message, author, href }) => (
          <li key={message.number}>
            <MessageCard
              message={message}
              author={author}
              href={href}
              renderLink={renderLink}
              action={
                onUnpin && (
                  <IconButton
                    size="sm"
                    label={`Unpin the message of ${displayName(author)}`}
                    icon={<PinOff />}
                    tooltip={false}
                    onClick={() => onUnpin(message.number)}
                  />
                )
              }
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
