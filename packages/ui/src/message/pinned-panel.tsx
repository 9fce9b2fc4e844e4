'use client'

import type { Message } from '@chime/protocol'
import { Pin, PinOff } from 'lucide-react'
import { Panel } from '../frame/panel.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonMessages } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { slot } from '../slots/slot.tsx'
import { displayName, type Person } from '../user/person.ts'
import { MessageCard } from './message-card.tsx'

/** A pinned message with its author and its permalink. */
export type PinnedEntry = { message: Message; author: Person | null; href: string }

export type PinnedPanelProps = {
  /** The one that was pinned last comes first. */
  pinned: readonly PinnedEntry[]
  loading: boolean
  error: string | null
  /** Left out when I may not unpin. */
  onUnpin?: ((number: number) => void) | undefined
  renderLink: RenderLink
  onClose: () => void
}

/** The pinned messages of a channel. Stands in the aside. */
export const PinnedPanel = slot('PinnedPanel', PinnedPanelView)

function PinnedPanelView({ pinned, loading, error, onUnpin, renderLink, onClose }: PinnedPanelProps) {
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
