'use client'

import type { ChannelKind } from '@chime/protocol'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { KindIcon } from '../channel/kind-icon.tsx'
import type { Person } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { TextField } from '../primitives/text-field.tsx'
import { useSubmit } from '../primitives/use-submit.ts'

export type ForwardTarget = { id: string; title: string; kind: ChannelKind; peer: Person | null }

export type ForwardDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Where I may write, the likeliest first. */
  targets: readonly ForwardTarget[]
  /** Rejects with an Error whose message is shown; the caller closes the dialog. */
  onForward: (channelId: string) => Promise<void>
}

const shownMax = 50

/** Asks to whom or where a message is to be passed on. */
export function ForwardDialog({ open, onOpenChange, targets, onForward }: ForwardDialogProps) {
  return (
    <Dialog size="sm" open={open} onOpenChange={onOpenChange} title="Forward to">
      <Targets targets={targets} onForward={onForward} />
    </Dialog>
  )
}

function Targets({ targets, onForward }: Pick<ForwardDialogProps, 'targets' | 'onForward'>) {
  const [query, setQuery] = useState('')
  const { submit, pending, error } = useSubmit(onForward)
  const wanted = query.trim().toLowerCase()
  const found = targets.filter(({ title }) => title.toLowerCase().includes(wanted)).slice(0, shownMax)
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label="Conversation"
        hideLabel
        type="search"
        placeholder="Find a conversation"
        icon={<Search />}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <FormError error={error} />
      <ul aria-label="Conversations" aria-busy={pending} className="-mx-2 flex h-64 flex-col overflow-y-auto">
        {found.map(({ id, title, kind, peer }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => void submit(id)}
              className="flex min-h-10 w-full cursor-pointer items-center gap-2.5 rounded-md px-2 text-start text-base text-ink hover:bg-hover"
            >
              <span className="flex w-6 shrink-0 justify-center text-ink-muted [&_svg]:size-4.5">
                {kind === 'direct' ? <Avatar user={peer} size="sm" /> : <KindIcon kind={kind} />}
              </span>
              <bdi className="min-w-0 truncate">{title}</bdi>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="p-4 text-center text-ink-muted text-sm">Nothing found</li>}
      </ul>
    </div>
  )
}
