import { type MemberRow, schema, type Tx } from '@chime/db'
import type { UserEvent } from '@chime/protocol'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { userRows } from '../user-stream/rows.ts'
import { isWaiting, selectInvitations } from './present.ts'

const { invitations, members } = schema

/**
 * Ends those of a locked user's invitations that wait and match, all at one revision of their own stream.
 *
 * @param userRevision takes that revision. It is called only when there are such invitations
 * @returns the events that tell the user's devices
 */
export async function endInvitations(
  tx: Tx,
  userId: string,
  which: SQL,
  state: 'accepted' | 'declined' | 'withdrawn',
  userRevision: () => Promise<number>,
): Promise<UserEvent[]> {
  const found = and(eq(invitations.userId, userId), isWaiting, which)
  if ((await tx.$count(invitations, found)) === 0) return []
  const revision = await userRevision()
  await tx.update(invitations).set({ state, userRevision: revision }).where(found)
  const ended = and(eq(invitations.userId, userId), eq(invitations.userRevision, revision))
  return (await selectInvitations(tx, ended)).map((row) => userRows.invitations.event(row))
}

/**
 * Accepts what invited these new members of one channel, whichever way they have come, at the revision of their own
 * stream at which they joined.
 *
 * @returns the event for each of those who were invited, by user id
 */
export async function acceptByJoining(
  tx: Tx,
  channelId: string,
  joined: readonly MemberRow[],
): Promise<ReadonlyMap<string, UserEvent>> {
  const ids = joined.map(({ userId }) => userId)
  const found = and(eq(invitations.channelId, channelId), inArray(invitations.userId, ids), isWaiting)
  const accepted = await tx
    .update(invitations)
    .set({ state: 'accepted', userRevision: sql`${members.userRevision}` })
    .from(members)
    .where(and(found, eq(members.channelId, channelId), eq(members.userId, invitations.userId)))
    .returning({ userId: invitations.userId })
  if (accepted.length === 0) return new Map()
  const among = inArray(
    invitations.userId,
    accepted.map(({ userId }) => userId),
  )
  const rows = await selectInvitations(tx, and(eq(invitations.channelId, channelId), among))
  return new Map(rows.map((row) => [row.userId, userRows.invitations.event(row)]))
}
