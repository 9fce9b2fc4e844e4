'use client'

import { useChannel, useChime, useMe, useMembers, useReadable } from '@chime/client/react'
import type { Role } from '@chime/protocol'
import { useMemo, useState } from 'react'
import { AddPeopleDialog } from '../../member/add-people-dialog.tsx'
import { type MemberEntry, MembersPanel } from '../../member/members-panel.tsx'
import { ConfirmDialog } from '../../primitives/confirm-dialog.tsx'
import { displayName } from '../../user/person.ts'
import { useAside } from '../aside/aside.tsx'
import { assignableRoles, mayAddMembers, mayRemoveMember } from '../channel/channel-rights.ts'
import { channelTitle } from '../channel/channel-title.ts'
import { useChannelActions } from '../channel/use-channel-actions.ts'
import { useLastSummary } from '../channel/use-last-summary.ts'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { useInvited } from '../invitation/use-invited.ts'
import { usePresenceLookup } from '../presence/use-presence-lookup.ts'
import { useUserActions } from '../user/use-user-actions.ts'
import { useUserLookup } from '../user/use-user-lookup.ts'
import { useUserSearch } from '../user/use-user-search.ts'

const rank: Record<Role, number> = { owner: 0, admin: 1, member: 2 }

/** The members of a channel. */
export type MemberListProps = { channelId: string }

export function MemberList({ channelId }: MemberListProps) {
  const me = useMe()
  const summary = useLastSummary(channelId)
  const { setAside } = useAside()
  const { openUser, reportUser } = useDialogs()
  const { openDirectOrNotify, setRole, removeMember } = useChannelActions()
  const { toggleBlock } = useUserActions()
  const { entries, complete } = useMemberEntries(channelId)
  const { invited, refresh } = useInvited(summary?.membership && !summary.parent ? channelId : null)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<MemberEntry | null>(null)
  if (!me || !summary) return null

  const myRole = summary.membership?.role
  return (
    <>
      <MembersPanel
        members={entries}
        loading={entries.length === 0 && !complete}
        meId={me.id}
        invited={invited.map(({ user, invitedBy }) => ({
          user,
          mine: invitedBy === me.id || mayRemoveMember(myRole, 'member'),
        }))}
        onWithdraw={async (userId) => {
          await removeMember(channelId, userId)
          refresh()
        }}
        canAdd={mayAddMembers(summary) && !summary.archivedAt}
        canRemove={({ member }) => member.userId !== me.id && mayRemoveMember(myRole, member.role)}
        rolesFor={() => assignableRoles(summary.archivedAt ? undefined : myRole)}
        onRole={(userId, role) => setRole(channelId, userId, role)}
        onAdd={() => setAdding(true)}
        onRemove={(userId) => setRemoving(entries.find(({ member }) => member.userId === userId) ?? null)}
        onOpenUser={openUser}
        onMessage={openDirectOrNotify}
        onBlock={toggleBlock}
        onReport={reportUser}
        onClose={() => setAside(null)}
      />
      <AddMembers
        channelId={channelId}
        channel={channelTitle(summary)}
        memberIds={entries.map(({ member }) => member.userId)}
        open={adding}
        onOpenChange={setAdding}
        onAdded={refresh}
      />
      <RemoveMember channel={channelTitle(summary)} entry={removing} onClose={() => setRemoving(null)} />
    </>
  )
}

/** The members with their users: owners first, then admins, then everybody else, each by name. */
function useMemberEntries(channelId: string) {
  const { members: present, complete } = useMembers(channelId)
  const { missing } = useChannel(channelId)
  // For whoever is removed meanwhile they stay as they were: a dialog may be open.
  const [last, setLast] = useState(present)
  if (!missing && present !== last) setLast(present)
  const members = missing ? last : present
  const ids = useMemo(() => members.map(({ userId }) => userId), [members])
  const userOf = useUserLookup(ids)
  const presenceOf = usePresenceLookup(ids)
  const blocked = useReadable(useChime().blocked)
  const entries = useMemo(() => {
    const unsorted = members.map(
      (member): MemberEntry => ({
        member,
        user: userOf(member.userId),
        presence: presenceOf(member.userId),
        blocked: blocked.has(member.userId),
      }),
    )
    return unsorted.sort(
      (a, b) => rank[a.member.role] - rank[b.member.role] || displayName(a.user).localeCompare(displayName(b.user)),
    )
  }, [members, userOf, presenceOf, blocked])
  return { entries, complete }
}

type AddMembersProps = {
  channelId: string
  channel: string
  memberIds: string[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onAdded: () => void
}

function AddMembers({ channelId, channel, memberIds, open, onOpenChange, onAdded }: AddMembersProps) {
  const { addMembers } = useChannelActions()
  const search = useUserSearch({ enabled: open })
  return (
    <AddPeopleDialog
      {...search}
      open={open}
      onOpenChange={onOpenChange}
      channel={channel}
      isMember={(userId) => memberIds.includes(userId)}
      onAdd={async (userIds) => {
        await addMembers(channelId, userIds)
        onAdded()
        onOpenChange(false)
      }}
    />
  )
}

type RemoveMemberProps = { channel: string; entry: MemberEntry | null; onClose: () => void }

function RemoveMember({ channel, entry, onClose }: RemoveMemberProps) {
  const { removeMember } = useChannelActions()
  const name = displayName(entry?.user)
  return (
    <ConfirmDialog
      open={entry !== null}
      onOpenChange={(next) => !next && onClose()}
      title={`Remove ${name}?`}
      text={`${name} will no longer be a member of ${channel}. They can be added again.`}
      confirmLabel="Remove"
      danger
      onConfirm={async () => {
        if (entry) await removeMember(entry.member.channelId, entry.member.userId)
      }}
    />
  )
}
