import type { ReactNode } from 'react'
import { channelId, minutesAgo } from '../fixtures/conversation.ts'
import { dialog, inMainPane, nothing, resolved, userSearch } from '../fixtures/scene-props.tsx'
import { me, users } from '../fixtures/users.ts'
import { AddPeopleDialog, InviteCard, InviteGone, InvitesDialog } from '../ui.ts'

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
