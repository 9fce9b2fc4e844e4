import { type ChannelRow, type MemberRow, schema, type Tx } from '@chime/db'
import { and, eq, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { Refusal } from '../errors.ts'
import type { InviteRow } from './present.ts'

const { channels, invites, members } = schema

/** Not revoked, not expired and not used up. Uses the database's clock, which is the same for all nodes. */
export const isUsable: SQL<boolean> = sql<boolean>`${and(
  isNull(invites.revokedAt),
  or(isNull(invites.expiresAt), gt(invites.expiresAt, sql`clock_timestamp()`)),
  or(isNull(invites.maxUses), lt(invites.uses, invites.maxUses)),
)}`

/** The same answer whatever is wrong with an invite, so that nobody learns whether it ever existed. */
export const noSuchInvite = () => new Refusal('NOT_FOUND', 'There is no such invite, or it can be used no more')

/**
 * Finds an invite and its channel by the code.
 *
 * @returns `member`: the user's membership, if they are in the channel already
 * @throws Refusal `NOT_FOUND` for an invite that cannot be used, unless the user is in the channel already
 */
export async function findInvite(
  tx: Tx,
  userId: string,
  code: string,
): Promise<{ invite: InviteRow; channel: ChannelRow; member: MemberRow | null }> {
  const [found] = await tx
    .select({ invite: invites, channel: channels, member: members, isUsable })
    .from(invites)
    .innerJoin(channels, eq(channels.id, invites.channelId))
    .leftJoin(members, and(eq(members.channelId, channels.id), eq(members.userId, userId), isNull(members.leftAt)))
    .where(eq(invites.code, code))
  if (!found) throw noSuchInvite()
  if (!found.member && (!found.isUsable || found.channel.archivedAt)) throw noSuchInvite()
  return found
}

/** To be called under the channel's lock, after `findInvite`. */
export async function countUse(tx: Tx, code: string): Promise<void> {
  await tx
    .update(invites)
    .set({ uses: sql`${invites.uses} + 1` })
    .where(eq(invites.code, code))
}
