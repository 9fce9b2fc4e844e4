import { type ChannelRow, schema, type Tx } from '@chime/db'
import type { Invite } from '@chime/protocol'
import { and, eq, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { MemberRow } from '../channel/access.ts'
import { Refusal } from '../errors.ts'

const { channels, invites, members } = schema

export type InviteRow = typeof invites.$inferSelect

export const toInvite = ({ revokedAt: _, ...row }: InviteRow): Invite => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
})

/** Neither revoked, nor expired, nor spent. By the database's clock, which is one for all nodes. */
export const isUsable: SQL<boolean> = sql<boolean>`${and(
  isNull(invites.revokedAt),
  or(isNull(invites.expiresAt), gt(invites.expiresAt, sql`clock_timestamp()`)),
  or(isNull(invites.maxUses), lt(invites.uses, invites.maxUses)),
)}`

/** One answer, whatever is wrong with it: nobody learns whether there ever was such an invite. */
export const noSuchInvite = () => new Refusal('NOT_FOUND', 'There is no such invite, or it can be used no more')

/**
 * Finds what a code invites to.
 *
 * @returns `member` is who asks, if they are in the channel
 * @throws Refusal `NOT_FOUND` for an invite that cannot be used, unless who asks is in the channel already
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
