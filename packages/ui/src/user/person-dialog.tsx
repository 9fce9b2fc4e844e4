'use client'

import type { User } from '@chime/protocol'
import { Ban, Flag, MessageSquare, Pencil } from 'lucide-react'
import { useState } from 'react'
import { useCalendar } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { LastSeen } from '../presence/last-seen.tsx'
import { presenceLabels } from '../presence/presence-dot.tsx'
import type { PresenceStatus } from '../presence/presence-status.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { slot } from '../slots/slot.tsx'
import { monthName, timeIn } from '../times.ts'
import { Avatar } from './avatar.tsx'
import { displayName } from './person.ts'

export type PersonDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Null while the user is being loaded. */
  user: User | null
  presence?: PresenceStatus | undefined
  /** When they were last online; shown while they are offline. */
  lastSeenAt?: string | null
  /** It is me. */
  mine: boolean
  /** I have blocked them. */
  blocked: boolean
  /** This and `onBlock` reject with an Error whose message is shown. */
  onMessage: () => Promise<void>
  onBlock: (block: boolean) => Promise<void>
  onReport: () => void
  /** Edits my own profile. */
  onEdit: () => void
}

/** The profile of a user, with buttons to write to them, block or report them; for my own, one to edit it. */
export const PersonDialog = slot('PersonDialog', PersonDialogView)

function PersonDialogView(props: PersonDialogProps) {
  useCalendar()
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
                  {presence === 'offline' && props.lastSeenAt ? (
                    <LastSeen at={props.lastSeenAt} />
                  ) : (
                    presenceLabels[presence]
                  )}
                </p>
              )}
              {user.timeZone && <p>{timeIn(user.timeZone)} where they are</p>}
              <p>Here since {monthName(user.createdAt)}</p>
              {user.nameClashes && <p>Somebody else has a name that looks like this one.</p>}
              {user.suspended && <Badge className="self-start">suspended</Badge>}
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
  // What the button does stays as it was, also when I block or unblock them on another device meanwhile.
  const [unblocks, setUnblocks] = useState(blocked)
  const block = useSubmit(async () => {
    await onBlock(!unblocks)
    setUnblocks(!unblocks)
  })
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
        <Button pending={block.pending} onClick={() => void block.submit()}>
          <Ban aria-hidden />
          {unblocks ? 'Unblock' : 'Block'}
        </Button>
        <Button onClick={onReport}>
          <Flag aria-hidden />
          Report
        </Button>
      </div>
    </div>
  )
}
