'use client'

import { type ChannelKind, fold } from '@chime/protocol'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { KindIcon } from '../channel/kind-icon.tsx'
import { useSubmit } from '../hooks/use-submit.ts'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { Avatar } from '../user/avatar.tsx'
import type { Person } from '../user/person.ts'

/** A conversation that a message can be forwarded to; `peer` is the other one in a direct conversation. */
export type ForwardTarget = { id: string; title: string; kind: ChannelKind; peer: Person | null }

export type ForwardDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The conversations in which I may write, the most likely ones first. */
  targets: readonly ForwardTarget[]
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onForward: (channelId: string) => Promise<void>
}

const shownMax = 50

/** Asks which conversation a message is to be forwarded to. */
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
  const wanted = fold(query)
  const found = targets.filter(({ title }) => fold(title).includes(wanted)).slice(0, shownMax)
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
