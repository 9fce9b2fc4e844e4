import { type ChannelRow, nextUserRevisions, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { Refusal } from '../errors.ts'
import { userRows } from '../user-stream/rows.ts'
import { isWaiting, selectInvitations } from './present.ts'

const { invitations } = schema

/**
 * Invites these people to a locked channel, of which they are no members; they are locked, too. Who is invited already
 * stays so. Who has declined an invitation by the same person is left alone.
 *
 * @returns the ids of those whose answer is awaited now, and what to publish after the commit
 * @throws Refusal `TOO_LARGE` for more invitations by one person than may wait for an answer
 */
export async function invite(
  tx: Tx,
  { id: channelId }: ChannelRow,
  userIds: readonly string[],
  invitedBy: string,
): Promise<{ invited: string[]; publications: Publication[] }> {
  if (userIds.length === 0) return { invited: [], publications: [] }
  const known = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.channelId, channelId), inArray(invitations.userId, [...userIds])))
  const waiting = new Set(known.filter(({ state }) => state === 'waiting').map(({ userId }) => userId))
  const declined = new Set(
    known.filter((row) => row.state === 'declined' && row.invitedBy === invitedBy).map(({ userId }) => userId),
  )
  const fresh = userIds.filter((userId) => !waiting.has(userId) && !declined.has(userId))
  const invited = userIds.filter((userId) => !declined.has(userId))
  if (fresh.length === 0) return { invited, publications: [] }
  await mustTakeMore(tx, invitedBy, fresh.length)
  const revisions = await nextUserRevisions(tx, fresh)
  const excluded = (column: string) => sql.raw(`excluded.${column}`)
  await tx
    .insert(invitations)
    .values(fresh.map((userId) => ({ userId, channelId, invitedBy, userRevision: revisions.get(userId) ?? 0 })))
    .onConflictDoUpdate({
      target: [invitations.userId, invitations.channelId],
      set: {
        invitedBy: excluded('invited_by'),
        invitedAt: excluded('invited_at'),
        state: 'waiting',
        userRevision: excluded('user_revision'),
      },
    })
  const rows = await selectInvitations(
    tx,
    and(eq(invitations.channelId, channelId), inArray(invitations.userId, fresh), isWaiting),
  )
  return { invited, publications: rows.map((row) => userRows.invitations.publication(row)) }
}

async function mustTakeMore(tx: Tx, invitedBy: string, count: number): Promise<void> {
  const waiting = await tx.$count(invitations, and(eq(invitations.invitedBy, invitedBy), isWaiting))
  if (waiting + count <= limits.invitationsMax) return
  throw new Refusal(
    'TOO_LARGE',
    `At most ${limits.invitationsMax} invitations by one person wait for an answer, and ${waiting} do`,
  )
}
