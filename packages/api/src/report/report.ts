import { schema, type Tx, transaction } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { mustNotBeDeleted, mustNotBeNotice, type Place, placeOf } from '../message/change.ts'

const { messages, reports, users } = schema

/**
 * Tells the admins of this server about a message that I may read, with what it says now. Doing it again while they have not
 * looked changes nothing. Nobody else is told.
 *
 * @throws Refusal `FORBIDDEN` for notices and what was deleted
 */
export function reportMessage(ctx: SignedInContext, { reason, ...place }: Place & { reason: string }): Promise<null> {
  return report(ctx, reason, async (tx) => {
    await readable(tx, ctx.actor.userId, place.channelId)
    const [message] = await tx.select().from(messages).where(placeOf(place))
    if (!message) throw notFound('message')
    mustNotBeNotice(message)
    mustNotBeDeleted(message)
    const { channelId, number, userId, content } = message
    return { channelId, number, userId, content }
  })
}

/** The same about a person. */
export function reportUser(ctx: SignedInContext, input: { userId: string; reason: string }): Promise<null> {
  const { userId } = input
  if (userId === ctx.actor.userId) {
    throw new Refusal('INVALID_INPUT', 'userId: nobody reports themselves', { field: 'userId' })
  }
  return report(ctx, input.reason, async (tx) => {
    if ((await tx.$count(users, eq(users.id, userId))) === 0) throw notFound('user')
    return { channelId: null, number: null, userId, content: null }
  })
}

type About = { channelId: string | null; number: number | null; userId: string | null; content: string | null }

async function report(ctx: SignedInContext, reason: string, find: (tx: Tx) => Promise<About>): Promise<null> {
  const { userId: reporterId } = ctx.actor
  await limit(ctx, rules.report, reporterId)
  return transaction(ctx.services.db, async (tx) => {
    const about = await find(tx)
    const open = and(eq(reports.reporterId, reporterId), isNull(reports.resolvedAt), isAbout(about))
    if ((await tx.$count(reports, open)) > 0) return null
    await tx.insert(reports).values({ reporterId, reason, ...about })
    const { channelId, number, userId } = about
    ctx.log.warn({ by: reporterId, channelId, number, userId }, 'reported')
    return null
  })
}

function isAbout({ channelId, number, userId }: About) {
  if (channelId !== null && number !== null) return and(eq(reports.channelId, channelId), eq(reports.number, number))
  return and(isNull(reports.channelId), userId === null ? undefined : eq(reports.userId, userId))
}
