'use client'

import { useMe, useMembers } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { ConfirmDialog, displayName, EditChannelDialog, LeaveChannelDialog, type PeopleSearch } from '@chime/ui'
import { useMemo, useState } from 'react'
import { toast } from '../toasts/toast.ts'
import { ChannelInvites } from './channel-invites.tsx'
import { channelTitle } from './channel-title.ts'
import { fits } from './fits.ts'
import { Requests } from './requests.tsx'
import { mayRun } from './rights.ts'
import { useChannelActions } from './use-channel-actions.ts'
import { usePeople } from './use-people.ts'

export type HeadingDialog = 'edit' | 'archive' | 'invites' | 'leave'

type HeadingDialogsProps = {
  summary: ChannelSummary
  dialog: HeadingDialog | null
  onDialog: (dialog: HeadingDialog | null) => void
}

/** What the menu of the open channel leads to. */
export function HeadingDialogs({ summary, dialog, onDialog }: HeadingDialogsProps) {
  const { update, archive } = useChannelActions()
  const onOpenChange = (next: boolean) => !next && onDialog(null)
  const title = channelTitle(summary)
  const runs = mayRun(summary)
  return (
    <>
      <EditChannelDialog
        open={dialog === 'edit'}
        onOpenChange={onOpenChange}
        name={summary.name ?? ''}
        description={summary.description}
        {...(runs && { slowModeSeconds: summary.slowModeSeconds })}
        onSave={async (change) => {
          await update(summary.id, change)
          onDialog(null)
        }}
        onArchive={runs && !summary.archivedAt ? () => onDialog('archive') : undefined}
      />
      <ConfirmDialog
        open={dialog === 'archive'}
        onOpenChange={onOpenChange}
        title={`Archive ${title}?`}
        text="Nobody can write in it any more, and it leaves everybody’s list. What was written stays readable and can be searched. Owners and admins can bring it back."
        confirmLabel="Archive"
        danger
        onConfirm={async () => {
          await archive(summary.id)
          toast('success', `${title} is archived`)
        }}
      />
      <Requests>
        <ChannelInvites channelId={summary.id} title={title} open={dialog === 'invites'} onOpenChange={onOpenChange} />
      </Requests>
      {dialog === 'leave' && <Leave summary={summary} onOpenChange={onOpenChange} />}
    </>
  )
}

type LeaveProps = { summary: ChannelSummary; onOpenChange: (open: boolean) => void }

function Leave({ summary, onOpenChange }: LeaveProps) {
  const { leave } = useChannelActions()
  const successors = useSuccessors(summary)
  return (
    <LeaveChannelDialog
      open
      onOpenChange={onOpenChange}
      channel={channelTitle(summary)}
      text={
        summary.kind === 'group'
          ? 'You will no longer see this group or its history. A member can add you again.'
          : 'You can join again at any time.'
      }
      successors={successors ?? undefined}
      onLeave={(successorId) => leave(summary.id, successorId)}
    />
  )
}

/** The other members, when I am the only owner among them; null when I may just leave. */
function useSuccessors({ id, membership }: ChannelSummary): PeopleSearch | null {
  const me = useMe()
  const { members } = useMembers(id)
  const [query, onQuery] = useState('')
  const others = useMemo(() => members.filter(({ userId }) => userId !== me?.id), [members, me])
  const people = usePeople(useMemo(() => others.map(({ userId }) => userId), [others]))
  if (membership?.role !== 'owner' || others.length === 0 || others.some(({ role }) => role === 'owner')) return null
  const results = others
    .flatMap(({ userId }) => people(userId) ?? [])
    .filter((person) => fits(person, query))
    .sort((a, b) => displayName(a).localeCompare(displayName(b)))
  return { query, onQuery, results, loading: results.length === 0 && query === '' }
}
