'use client'

import { useMe, useMembers } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { useMemo, useState } from 'react'
import { EditChannelDialog } from '../../channel/edit-channel-dialog.tsx'
import { LeaveChannelDialog } from '../../channel/leave-channel-dialog.tsx'
import { ConfirmDialog } from '../../primitives/confirm-dialog.tsx'
import { displayName } from '../../user/person.ts'
import type { PeopleSearch } from '../../user/person-picker.tsx'
import { ChannelInvites } from '../invite/channel-invites.tsx'
import { useNotices } from '../provider/notices.tsx'
import { matchesQuery } from '../user/matches-query.ts'
import { useUserLookup } from '../user/use-user-lookup.ts'
import { mayManage } from './channel-rights.ts'
import { channelTitle } from './channel-title.ts'
import { useChannelActions } from './use-channel-actions.ts'

export type ChannelDialog = 'edit' | 'archive' | 'invites' | 'leave'

type ChannelDialogsProps = {
  summary: ChannelSummary
  dialog: ChannelDialog | null
  onDialog: (dialog: ChannelDialog | null) => void
}

/** The dialogs that the menu of the open channel leads to. */
export function ChannelDialogs({ summary, dialog, onDialog }: ChannelDialogsProps) {
  const { update, archive } = useChannelActions()
  const { notify } = useNotices()
  const onOpenChange = (next: boolean) => !next && onDialog(null)
  const title = channelTitle(summary)
  const canManage = mayManage(summary)
  return (
    <>
      <EditChannelDialog
        open={dialog === 'edit'}
        onOpenChange={onOpenChange}
        name={summary.name ?? ''}
        description={summary.description}
        {...(canManage && { slowModeSeconds: summary.slowModeSeconds })}
        onSave={async (change) => {
          await update(summary.id, change)
          onDialog(null)
        }}
        onArchive={canManage && !summary.archivedAt ? () => onDialog('archive') : undefined}
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
          notify('success', `${title} is archived`)
        }}
      />
      <ChannelInvites channelId={summary.id} title={title} open={dialog === 'invites'} onOpenChange={onOpenChange} />
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

/**
 * The members who can become the owner when I, the only owner, leave; null if I may leave without choosing one. Which of
 * the two it is stays as it was when the dialog opened: "Leave" must not come to mean something else meanwhile.
 */
function useSuccessors({ id, membership }: ChannelSummary): PeopleSearch | null {
  const me = useMe()
  const { members, complete } = useMembers(id)
  const [query, onQuery] = useState('')
  const others = useMemo(() => members.filter(({ userId }) => userId !== me?.id), [members, me])
  const userOf = useUserLookup(useMemo(() => others.map(({ userId }) => userId), [others]))
  const isLastOwner = membership?.role === 'owner' && others.length > 0 && others.every(({ role }) => role !== 'owner')
  const [asked, setAsked] = useState<boolean | null>(null)
  if (asked === null && complete) setAsked(isLastOwner)
  if (!(asked ?? isLastOwner)) return null
  const results = others
    .flatMap(({ userId }) => userOf(userId) ?? [])
    .filter((person) => matchesQuery(person, query))
    .sort((a, b) => displayName(a).localeCompare(displayName(b)))
  return { query, onQuery, results, loading: results.length === 0 && query === '' }
}
