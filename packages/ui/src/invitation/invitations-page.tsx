'use client'

import type { Invitation } from '@chime/protocol'
import { MailOpen } from 'lucide-react'
import { useState } from 'react'
import { useMinute } from '../calendar/use-calendar.ts'
import { KindIcon } from '../channel/kind-icon.tsx'
import { Page } from '../frame/page.tsx'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { ConfirmDialog } from '../primitives/confirm-dialog.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { timeAgo } from '../times.ts'
import { Avatar } from '../user/avatar.tsx'
import { displayName } from '../user/person.ts'

export type InvitationsPageProps = {
  /** In the order in which they are shown. */
  invitations: readonly Invitation[]
  loading?: boolean
  error?: string | null
  /** This and the two below reject with an Error whose message is shown. */
  onAccept: (channelId: string) => Promise<void>
  onDecline: (channelId: string) => Promise<void>
  /** Blocks who invited, which declines all their invitations. */
  onBlock: (userId: string) => Promise<void>
  onOpenUser: (userId: string) => void
  onBack: () => void
}

/** The page with the channels that others want me in, and that wait for my answer. */
export function InvitationsPage({ invitations, loading = false, error, onBack, ...actions }: InvitationsPageProps) {
  return (
    <Page title="Invitations" onBack={onBack}>
      {error && <FormError error={error} />}
      {loading && invitations.length === 0 && <SkeletonRows rows={2} className="px-0" />}
      {!loading && !error && invitations.length === 0 && (
        <EmptyState
          icon={<MailOpen />}
          title="Nobody is waiting for you"
          text="Whoever has to ask before they add you to a channel, or write to you, is listed here."
        />
      )}
      {invitations.length > 0 && (
        <ul aria-label="Invitations" className="flex flex-col gap-3">
          {invitations.map((invitation) => (
            <Item key={invitation.channelId} invitation={invitation} {...actions} />
          ))}
        </ul>
      )}
    </Page>
  )
}

type ItemProps = Pick<InvitationsPageProps, 'onAccept' | 'onDecline' | 'onBlock' | 'onOpenUser'> & {
  invitation: Invitation
}

function Item({ invitation, onAccept, onDecline, onBlock, onOpenUser }: ItemProps) {
  useMinute()
  const { channelId, kind, name, description, invitedBy, invitedAt } = invitation
  const [blocking, setBlocking] = useState(false)
  const accept = useSubmit(onAccept)
  const decline = useSubmit(onDecline)
  const who = displayName(invitedBy)
  const what = kind === 'direct' ? who : (name ?? 'a channel')
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line p-4">
      <div className="flex items-start gap-3">
        <Avatar user={invitedBy} />
        <div className="min-w-0 flex-1">
          <p className="text-ink text-sm [overflow-wrap:anywhere]">
            {invitedBy ? (
              <button
                type="button"
                onClick={() => onOpenUser(invitedBy.id)}
                className="inline cursor-pointer rounded-sm text-start font-semibold hover:underline"
              >
                <bdi>{who}</bdi>
              </button>
            ) : (
              'Somebody whose account is gone'
            )}{' '}
            {kind === 'direct' ? (
              'wants to write to you'
            ) : (
              <>
                invites you to <KindIcon kind={kind} className="inline size-3.5 align-[-0.125em] text-ink-muted" />{' '}
                <bdi className="font-semibold">{name}</bdi>
              </>
            )}
          </p>
          <p className="text-ink-muted text-xs">
            {invitedBy && `@${invitedBy.username} · `}
            {timeAgo(invitedAt)}
          </p>
          {description && (
            <p dir="auto" className="mt-2 line-clamp-3 text-ink-muted text-sm [overflow-wrap:anywhere]">
              {description}
            </p>
          )}
        </div>
      </div>
      <FormError error={accept.error ?? decline.error} />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          size="sm"
          pending={accept.pending}
          aria-label={`Accept: ${what}`}
          onClick={() => void accept.submit(channelId)}
        >
          Accept
        </Button>
        <Button
          size="sm"
          pending={decline.pending}
          aria-label={`Decline: ${what}`}
          onClick={() => void decline.submit(channelId)}
        >
          Decline
        </Button>
        {invitedBy && (
          <Button
            size="sm"
            variant="ghost"
            className="ms-auto text-danger-text"
            aria-label={`Block ${who}`}
            onClick={() => setBlocking(true)}
          >
            Block
          </Button>
        )}
      </div>
      {invitedBy && (
        <ConfirmDialog
          open={blocking}
          onOpenChange={setBlocking}
          title={`Block ${who}?`}
          text={`${who} can neither invite you nor write to you any more. They are not told.`}
          confirmLabel="Block"
          danger
          onConfirm={() => onBlock(invitedBy.id)}
        />
      )}
    </li>
  )
}
