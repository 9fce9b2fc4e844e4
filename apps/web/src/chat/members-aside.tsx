'use client'

import { useChannel, useChime, useMe, useMembers, useReadable } from '@chime/client/react'
import type { Role } from '@chime/protocol'
import { AddPeopleDialog, ConfirmDialog, displayName, type MemberEntry, MembersPanel } from '@chime/ui'
import { useMemo, useState } from 'react'
import { channelTitle } from './channel-title.ts'
import { useChatPanels } from './panels.tsx'
import { Requests } from './requests.tsx'
import { mayAdd, mayRemove, rolesToGive } from './rights.ts'
import { useChannelActions } from './use-channel-actions.ts'
import { usePeople, usePresences } from './use-people.ts'
import { usePeopleSearch } from './use-people-search.ts'
import { usePersonActions } from './use-person-actions.ts'

const rank: Record<Role, number> = { owner: 0, admin: 1, member: 2 }

/** Who is in the channel, beside it. */
export function MembersAside({ channelId }: { channelId: string }) {
  const me = useMe()
  const { summary } = useChannel(channelId)
  const { setAside, openPerson, reportPerson } = useChatPanels()
  const { message, setRole } = useChannelActions()
  const { toggleBlock } = usePersonActions()
  const { entries, complete } = useEntries(channelId)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<MemberEntry | null>(null)
  if (!me || !summary) return null

  const mine = summary.membership?.role
  return (
    <>
      <MembersPanel
        members={entries}
        loading={entries.length === 0 && !complete}
        meId={me.id}
        canAdd={mayAdd(summary) && !summary.archivedAt}
        canRemove={({ member }) => member.userId !== me.id && mayRemove(mine, member.role)}
        rolesFor={() => rolesToGive(summary.archivedAt ? undefined : mine)}
        onRole={(userId, role) => setRole(channelId, userId, role)}
        onAdd={() => setAdding(true)}
        onRemove={(userId) => setRemoving(entries.find(({ member }) => member.userId === userId) ?? null)}
        onOpenUser={openPerson}
        onMessage={message}
        onBlock={toggleBlock}
        onReport={reportPerson}
        onClose={() => setAside(null)}
      />
      <Requests>
        <AddMembers
          channelId={channelId}
          channel={channelTitle(summary)}
          memberIds={entries.map(({ member }) => member.userId)}
          open={adding}
          onOpenChange={setAdding}
        />
      </Requests>
      <RemoveMember channel={channelTitle(summary)} entry={removing} onClose={() => setRemoving(null)} />
    </>
  )
}

/** Owners and admins first, then by name. */
function useEntries(channelId: string) {
  const { members, complete } = useMembers(channelId)
  const ids = useMemo(() => members.map(({ userId }) => userId), [members])
  const people = usePeople(ids)
  const presences = usePresences(ids)
  const blocked = useReadable(useChime().blocked)
  const entries = useMemo(() => {
    const unsorted = members.map(
      (member): MemberEntry => ({
        member,
        user: people(member.userId),
        presence: presences(member.userId),
        blocked: blocked.has(member.userId),
      }),
    )
    return unsorted.sort(
      (a, b) => rank[a.member.role] - rank[b.member.role] || displayName(a.user).localeCompare(displayName(b.user)),
    )
  }, [members, people, presences, blocked])
  return { entries, complete }
}

type AddMembersProps = {
  channelId: string
  channel: string
  memberIds: string[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

function AddMembers({ channelId, channel, memberIds, open, onOpenChange }: AddMembersProps) {
  const { addMembers } = useChannelActions()
  const search = usePeopleSearch({ enabled: open })
  return (
    <AddPeopleDialog
      {...search}
      open={open}
      onOpenChange={onOpenChange}
      channel={channel}
      isMember={(userId) => memberIds.includes(userId)}
      onAdd={async (userIds) => {
        await addMembers(channelId, userIds)
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
