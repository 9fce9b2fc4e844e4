import { randomBytes } from 'node:crypto'
import { schema } from '@chime/db'
import { type Invite, limits } from '@chime/protocol'
import { and, eq, sql } from 'drizzle-orm'
import { lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { isUsable, toInvite } from './usable.ts'

const { invites } = schema

/** 144 random bits: whoever has the code was given it. */
const codeBytes = 18

type Input = { channelId: string; expiresAt?: string; maxUses?: number }

/**
 * Makes a link into a channel, for whoever has it. Owners and admins do. It outlives the membership of who made it.
 *
 * @throws Refusal `TOO_LARGE` for one more than a channel may have
 */
export async function createInvite(ctx: SignedInContext, { channelId, expiresAt, maxUses }: Input): Promise<Invite> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  // Before it is stored: of some times of the past Postgres knows nothing, as of the year 0.
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
