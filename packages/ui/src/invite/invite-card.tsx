'use client'

import type { ChannelKind, User } from '@chime/protocol'
import { Link2Off } from 'lucide-react'
import type { ReactNode } from 'react'
import { KindIcon } from '../channel/kind-icon.tsx'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName } from '../user/person.ts'

export type InviteCardProps = {
  kind: ChannelKind
  name: string
  description: string | null
  memberCount: number
  /** Null when that account was deleted. */
  invitedBy: User | null
  /** I am a member already. */
  joined: boolean
  /** Rejects with an Error whose message is shown. */
  onJoin: () => Promise<void>
  /** Called by a member: opens the channel. */
  onOpen: () => void
  onDecline: () => void
}

/** Content of the main pane: the channel that an invitation leads to, with buttons to join or decline. */
export function InviteCard(props: InviteCardProps) {
  const { kind, name, description, memberCount, invitedBy, joined, onJoin, onOpen, onDecline } = props
  const { submit, pending, error } = useSubmit(onJoin)
  return (
    <Frame>
      {invitedBy && (
        <p className="flex items-center gap-2 text-ink-muted text-sm">
          <Avatar user={invitedBy} size="sm" />
          <span>
            <bdi className="font-medium text-ink">{displayName(invitedBy)}</bdi> invites you to
          </span>
        </p>
      )}
      <div className="flex flex-col items-center gap-3">
        <span
          aria-hidden
          className="flex size-14 items-center justify-center rounded-2xl bg-accent-soft text-accent-text"
        >
          <KindIcon kind={kind} className="size-6" />
        </span>
        <h1 className="text-balance font-semibold text-2xl text-ink [overflow-wrap:anywhere]">
          <bdi>{name}</bdi>
        </h1>
        {description && (
          <p dir="auto" className="text-pretty text-ink-muted text-sm [overflow-wrap:anywhere]">
            {description}
          </p>
        )}
        <p className="text-ink-muted text-sm">
          {memberCount} {memberCount === 1 ? 'member' : 'members'}
        </p>
      </div>
      <FormError error={error} />
      <div className="flex flex-wrap justify-center gap-2">
        {joined ? (
          <Button variant="primary" onClick={onOpen}>
            Open channel
          </Button>
        ) : (
          <>
            <Button onClick={onDecline}>Not now</Button>
            <Button variant="primary" pending={pending} onClick={() => void submit()}>
              Join channel
            </Button>
          </>
        )}
      </div>
    </Frame>
  )
}

/** Stands in for the `InviteCard` while the invitation is loaded. */
export function InviteCardLoading() {
  return (
    <Frame>
      <h1 className="sr-only">Invitation</h1>
      <Skeleton className="h-4 w-44" />
      <Skeleton className="size-14 rounded-2xl" />
      <Skeleton className="h-6 w-52" />
      <Skeleton className="h-4 w-24" />
    </Frame>
  )
}

export type InviteGoneProps = { text?: string; onBack: () => void }

/** Content of the main pane when an invitation cannot be used (any more). */
export function InviteGone({
  text = 'The link has expired, was used up or was taken back. Ask whoever sent it for a new one.',
  onBack,
}: InviteGoneProps) {
  return (
    <EmptyState
      headingLevel={1}
      icon={<Link2Off />}
      title="This invitation cannot be used"
      text={text}
      action={
        <Button variant="primary" onClick={onBack}>
          Go to your conversations
        </Button>
      }
    />
  )
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 overflow-y-auto p-4">
      <div className="m-auto flex w-full max-w-sm flex-col items-center gap-5 rounded-2xl border border-line bg-raised p-6 text-center shadow-pop">
        {children}
      </div>
    </div>
  )
}
