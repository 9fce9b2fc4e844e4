import { schema, type Tx, type UserRow } from '@chime/db'
import type { Invitation } from '@chime/protocol'
import { asc, eq, getTableColumns, type SQL } from 'drizzle-orm'
import { toUser } from '../user/present.ts'

const { channels, invitations, users } = schema

type Row = typeof invitations.$inferSelect
/** An invitation with what whoever is invited may know of the channel. */
export type InvitationRow = Row & {
  kind: Invitation['kind']
  name: string | null
  description: string | null
  inviter: UserRow | null
}

export const isWaiting = eq(invitations.state, 'waiting')

/** By default ascending by the revision of their users' streams. */
export const selectInvitations = (
  tx: Pick<Tx, 'select'>,
  where: SQL | undefined,
  order: SQL = asc(invitations.userRevision),
) =>
  tx
    .select({
      ...getTableColumns(invitations),
      kind: channels.kind,
      name: channels.name,
      description: channels.description,
      inviter: getTableColumns(users),
    })
    .from(invitations)
    .innerJoin(channels, eq(channels.id, invitations.channelId))
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(where)
    .orderBy(order)

export const toInvitation = (row: InvitationRow): Invitation => ({
  channelId: row.channelId,
  state: row.state,
  kind: row.kind,
  name: row.name,
  description: row.description,
  invitedBy: row.inviter && toUser(row.inviter),
  invitedAt: row.invitedAt.toISOString(),
})
