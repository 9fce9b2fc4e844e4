import type { Invitation } from '@chime/protocol'
import type { Readable } from '../readable.ts'
import type { Kind, OwnList } from './own-list.ts'
import type { UserData } from './user-data.ts'

export type InvitationsContext = {
  userData: Pick<UserData, 'invitations' | 'ownLists'>
  /** Makes the list: its code is part of the core, and would leave it if this imported it, too. */
  ownList(kind: Kind<Invitation>): OwnList<Invitation>
}

/**
 * The channels to which the user is invited, and which wait for their answer; the newest first. From then on they are
 * kept up to date with the rest of the user's data. To be called once.
 */
export function findInvitations({ userData, ownList }: InvitationsContext): Readable<Invitation[]> {
  const invitations = ownList({
    load: (trpc) => trpc.members.invitations.query(),
    key: ({ channelId }) => channelId,
    isGone: ({ state }) => state !== 'waiting',
    compare: (a, b) => Number(a.invitedAt < b.invitedAt) - Number(a.invitedAt > b.invitedAt),
  })
  userData.invitations = invitations
  userData.ownLists.push(invitations)
  return invitations.all
}
