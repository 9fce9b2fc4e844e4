'use client'

import type { User } from '@chime/protocol'
import { Ban, Flag, MessageSquare, Pencil } from 'lucide-react'
import { displayName, type PresenceStatus } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { presenceLabels } from '../primitives/presence-dot.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { useSubmit } from '../primitives/use-submit.ts'
import { monthName, timeAgo } from '../times.ts'

export type PersonDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Null while it is not known who it is. */
  user: User | null
  presence?: PresenceStatus | undefined
  lastSeenAt?: string | null
  /** It is me. */
  mine: boolean
  blocked: boolean
  /** Both reject with an Error whose message is shown. */
  onMessage: () => Promise<void>
  onBlock: (block: boolean) => Promise<void>
  onReport: () => void
  onEdit: () => void
}

/** Who somebody is, and what I can do about it. */
export function PersonDialog(props: PersonDialogProps) {
  const { open, onOpenChange, user, presence, mine, blocked } = props
  return (
    <Dialog size="sm" title={user ? displayName(user) : 'Profile'} open={open} onOpenChange={onOpenChange}>
      {user ? (
        <div className="flex flex-col gap-5">
          <div className="flex items-center gap-4">
            <Avatar user={user} size="xl" />
            <div className="flex min-w-0 flex-1 flex-col gap-0.5 text-ink-muted text-sm">
              <p className="truncate">@{user.username}</p>
              {presence && presence !== 'unknown' && (
                <p>
                  {presence === 'offline' && props.lastSeenAt
                    ? `Last seen ${timeAgo(props.lastSeenAt)}`
                    : presenceLabels[presence]}
                </p>
              )}
              <p>Here since {monthName(user.createdAt)}</p>
              {blocked && (
                <Badge variant="danger" className="self-start">
                  blocked
                </Badge>
              )}
            </div>
          </div>
          {user.statusText && (
            <p dir="auto" className="rounded-md bg-sunken px-3 py-2 text-ink text-sm [overflow-wrap:anywhere]">
              {user.statusText}
            </p>
          )}
          {mine ? (
            <Button block onClick={props.onEdit}>
              <Pencil aria-hidden />
              Edit profile
            </Button>
          ) : (
            <Actions {...props} />
          )}
        </div>
      ) : (
        <div className="flex items-center gap-4">
          <Skeleton className="size-20 rounded-2xl" />
          <Skeleton className="h-4 w-32" />
        </div>
      )}
    </Dialog>
  )
}

function Actions({ blocked, onMessage, onBlock, onReport }: PersonDialogProps) {
  const message = useSubmit(onMessage)
  const block = useSubmit(onBlock)
  return (
    <div className="flex flex-col gap-2">
      <FormError error={message.error ?? block.error} />
      {blocked && (
        <p className="text-ink-muted text-sm">
          What they write is hidden from you, and neither of you can send the other direct messages.
        </p>
      )}
      <Button
        block
        variant="primary"
        disabled={blocked}
        pending={message.pending}
        onClick={() => void message.submit()}
      >
        <MessageSquare aria-hidden />
        Message
      </Button>
      <div className="grid grid-cols-2 gap-2">
        <Button pending={block.pending} onClick={() => void block.submit(!blocked)}>
          <Ban aria-hidden />
          {blocked ? 'Unblock' : 'Block'}
        </Button>
        <Button onClick={onReport}>
          <Flag aria-hidden />
          Report
        </Button>
      </div>
    </div>
  )
}
