import { randomBytes } from 'node:crypto'
import { schema } from '@chime/db'
import { type Invite, limits } from '@chime/protocol'
import { and, eq, sql } from 'drizzle-orm'
import { lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { toInvite } from './present.ts'
import { isUsable } from './usable.ts'

const { invites } = schema

/** 144 random bits, so that nobody can guess a code. */
const codeBytes = 18

type Input = { channelId: string; expiresAt?: string; maxUses?: number }

/**
 * Makes an invite: anybody who has its code may join the channel. Only owners and admins make them. An invite outlives
 * the membership of the person who made it.
 *
 * @throws Refusal `TOO_LARGE` for one more than a channel may have
 */
export async function createInvite(ctx: SignedInContext, { channelId, expiresAt, maxUses }: Input): Promise<Invite> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  // Checked before the database sees it, because Postgres cannot store some past times, such as the year 0.
  if (expiresAt !== undefined && !(Date.parse(expiresAt) > Date.now())) {
    throw new Refusal('INVALID_INPUT', 'expiresAt: must lie ahead', { field: 'expiresAt' })
  }
  return change(ctx.services, async (tx) => {
    const { channel, member } = await lockAsMember(tx, userId, channelId)
    mustHaveOwnPeople(channel)
    mustManage(member)
    mustNotBeArchived(channel)
    const usable = await tx.$count(invites, and(eq(invites.channelId, channelId), isUsable))
    if (usable >= limits.invitesPerChannelMax) {
      throw new Refusal('TOO_LARGE', `A channel has at most ${limits.invitesPerChannelMax} invites; revoke one first`)
    }
    const [row] = await tx
      .insert(invites)
      .values({
        channelId,
        code: randomBytes(codeBytes).toString('base64url'),
        createdBy: userId,
        createdAt: sql`clock_timestamp()`,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
        maxUses,
      })
      .returning()
    if (!row) throw new Error('an invite is gone')
    return toInvite(row)
  })
}
