import type { ReactNode } from 'react'
import { channelId, minutesAgo } from '../fixtures/conversation.ts'
import { dialog, inMainPane, nothing, resolved, userSearch } from '../fixtures/scene-props.tsx'
import { me, users } from '../fixtures/users.ts'
import { AddPeopleDialog, InvitationsPage, InviteCard, InviteGone, InvitesDialog, MembersPanel } from '../ui.ts'

const invitation = {
  kind: 'public' as const,
  name: 'importer',
  description: 'Batches, retries and the side table. Notes in the wiki.',
  memberCount: 17,
  invitedBy: users[1] ?? null,
  onJoin: resolved,
  onOpen: nothing,
  onDecline: nothing,
}

const invited = { kind: 'group' as const, state: 'waiting' as const, name: null, description: null }
const invitations = [
  {
    ...invited,
    channelId: '1',
    name: 'importer',
    description: invitation.description,
    invitedBy: users[1] ?? null,
    invitedAt: minutesAgo(4),
  },
  { ...invited, channelId: '2', kind: 'direct' as const, invitedBy: users[6] ?? null, invitedAt: minutesAgo(90) },
  {
    ...invited,
    channelId: '3',
    kind: 'announcement' as const,
    name: 'Everything that concerns the building, the garden and the bicycles in the cellar',
    invitedBy: users[8] ?? null,
    invitedAt: minutesAgo(3000),
  },
  { ...invited, channelId: '4', name: 'old', invitedBy: null, invitedAt: minutesAgo(30_000) },
]
const onInvitations = {
  onAccept: () => Promise.reject(new Error('You have no connection.')),
  onDecline: resolved,
  onBlock: resolved,
  onOpenUser: nothing,
  onBack: nothing,
}

/** Adding people to a channel, and inviting them. */
export const memberScenes: Record<string, () => ReactNode> = {
  'add-people': () => (
    <AddPeopleDialog
      {...dialog}
      {...userSearch}
      channel="importer"
      isMember={(id) => id === users[2]?.id}
      onAdd={resolved}
    />
  ),
  invites: () => (
    <InvitesDialog
      {...dialog}
      channel="importer"
      invites={[
        invite(1, { expiresAt: minutesAgo(-7 * 1440), maxUses: 10, uses: 3 }),
        invite(2, { uses: 1 }),
        invite(3, { expiresAt: minutesAgo(-90), maxUses: 1 }),
      ]}
      linkOf={(code) => `https://chat.example.org/invite/${code}`}
      onCreate={resolved}
      onRevoke={resolved}
      onCopy={nothing}
    />
  ),
  invitations: () => inMainPane(<InvitationsPage invitations={invitations} {...onInvitations} />),
  'invitations-empty': () => inMainPane(<InvitationsPage invitations={[]} {...onInvitations} />),
  'invitations-error': () =>
    inMainPane(<InvitationsPage invitations={[]} error="You are signed out." {...onInvitations} />),
  'members-invited': () => (
    <main className="flex h-dvh max-w-sm flex-col">
      <h1 className="sr-only">importer</h1>
      <MembersPanel
        members={users.slice(0, 3).map((user, index) => ({
          member: {
            channelId,
            userId: user.id,
            role: index === 0 ? 'owner' : 'member',
            joinedAt: minutesAgo(600),
            leftAt: null,
            revision: 1,
          },
          user,
        }))}
        invited={users.slice(4, 6).map((user, index) => ({ user, mine: index === 0 }))}
        onWithdraw={resolved}
        canAdd
        onAdd={nothing}
        meId={me.id}
        onOpenUser={nothing}
        onMessage={nothing}
        onBlock={nothing}
        onReport={nothing}
        onClose={nothing}
      />
    </main>
  ),
  invite: () => inMainPane(<InviteCard {...invitation} joined={false} />),
  'invite-joined': () => inMainPane(<InviteCard {...invitation} description={null} invitedBy={null} joined />),
  'invite-gone': () => inMainPane(<InviteGone onBack={nothing} />),
}

function invite(n: number, over: { expiresAt?: string; maxUses?: number; uses?: number }) {
  return {
    id: String(n),
    channelId,
    code: `Ph0wYlhcsd4ANDSMYTUlf2y${n}`,
    createdBy: me.id,
    createdAt: minutesAgo(600),
    expiresAt: null,
    maxUses: null,
    uses: 0,
    ...over,
  }
}
