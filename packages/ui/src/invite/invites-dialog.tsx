'use client'

import type { Invite } from '@chime/protocol'
import { Copy, Link2, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useCalendar } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SelectField } from '../primitives/form/select-field.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { shortTime } from '../times.ts'

const dayMs = 86_400_000

const lifetimes = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: 'never', label: 'Never' },
]
const uses = [
  { value: '1', label: '1 person' },
  { value: '10', label: '10 people' },
  { value: '100', label: '100 people' },
  { value: 'any', label: 'No limit' },
]

/** When a new invitation expires (null: never), and how many people can use it (null: any number). */
export type NewInvite = { expiresAt: string | null; maxUses: number | null }

export type InvitesDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The channel's name. */
  channel: string
  invites: readonly Invite[]
  loading?: boolean
  error?: string | null
  /** The link that people open, for the code of an invitation. */
  linkOf: (code: string) => string
  /** This and `onRevoke` reject with an Error whose message is shown. */
  onCreate: (invite: NewInvite) => Promise<void>
  onRevoke: (inviteId: string) => Promise<void>
  onCopy: (code: string) => void
}

/** The links with which people can join a channel: create one, see how often each was used, revoke one. */
export function InvitesDialog(props: InvitesDialogProps) {
  const { open, onOpenChange, channel, invites, loading = false, error } = props
  return (
    <Dialog
      size="lg"
      title={`Invite people to ${channel}`}
      description="Whoever has an account here and opens the link can join."
      open={open}
      onOpenChange={onOpenChange}
    >
      <div className="flex flex-col gap-5">
        <NewInviteForm onCreate={props.onCreate} />
        <section aria-label="Links that can be used" className="flex flex-col gap-1">
          <h3 className="font-medium text-ink-muted text-xs">Links that can be used</h3>
          <FormError error={error} />
          {loading && invites.length === 0 && <SkeletonRows rows={2} className="px-0" />}
          {!loading && !error && invites.length === 0 && (
            <p className="py-3 text-ink-muted text-sm">None yet. Create the first one above.</p>
          )}
          <ul className="divide-y divide-line">
            {invites.map((invite) => (
              <Item key={invite.id} invite={invite} {...props} />
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  )
}

function NewInviteForm({ onCreate }: Pick<InvitesDialogProps, 'onCreate'>) {
  const [lifetime, setLifetime] = useState('7')
  const [limit, setLimit] = useState('any')
  const { submit, pending, error } = useSubmit(onCreate)

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    void submit({
      expiresAt: lifetime === 'never' ? null : new Date(Date.now() + Number(lifetime) * dayMs).toISOString(),
      maxUses: limit === 'any' ? null : Number(limit),
    })
  }

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <FormError error={error} />
      <div className="grid grid-cols-2 items-end gap-3 sm:grid-cols-[1fr_1fr_auto]">
        <SelectField
          label="Expires after"
          choices={lifetimes}
          value={lifetime}
          onChange={(event) => setLifetime(event.target.value)}
        />
        <SelectField label="Good for" choices={uses} value={limit} onChange={(event) => setLimit(event.target.value)} />
        <Button type="submit" variant="primary" pending={pending} className="h-10 max-sm:col-span-2">
          Create link
        </Button>
      </div>
    </form>
  )
}

function Item({ invite, linkOf, onCopy, onRevoke }: InvitesDialogProps & { invite: Invite }) {
  useCalendar()
  const { submit, pending, error } = useSubmit(onRevoke)
  return (
    <li className="py-2.5">
      <div className="flex items-center gap-2">
        <Link2 aria-hidden className="size-4 shrink-0 text-ink-muted" />
        <div className="min-w-0 flex-1">
          <p dir="ltr" className="truncate text-ink text-sm" translate="no">
            {linkOf(invite.code).replace(/^https?:\/\//, '')}
          </p>
          <p className="text-ink-muted text-xs">{inviteText(invite)}</p>
        </div>
        <IconButton label="Copy link" icon={<Copy />} onClick={() => onCopy(invite.code)} />
        <IconButton
          label="Revoke link"
          variant="danger"
          icon={<Trash2 />}
          disabled={pending}
          onClick={() => void submit(invite.id)}
        />
      </div>
      <FormError error={error} />
    </li>
  )
}

function inviteText({ uses: used, maxUses, expiresAt }: Invite): string {
  const times = maxUses === null ? `Used ${used} ${used === 1 ? 'time' : 'times'}` : `Used ${used} of ${maxUses} times`
  return `${times} · ${expiresAt ? `expires ${shortTime(expiresAt)}` : 'never expires'}`
}
