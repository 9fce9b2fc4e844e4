import { schema, type Tx, transaction } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { type MessageKey, mustNotBeDeleted, mustNotBeNotice, ofMessage } from '../message/change.ts'
import { limit, rules } from '../rate-limits.ts'

const { messages, reports, users } = schema

/**
 * Reports a message that the caller may read to the admins of this server, with its present content. Reporting it again
 * before an admin has resolved the report changes nothing. Nobody else is told.
 *
 * @throws Refusal `FORBIDDEN` for notices and deleted messages
 */
export function reportMessage(
  ctx: SignedInContext,
  { reason, ...key }: MessageKey & { reason: string },
): Promise<null> {
  return report(ctx, reason, async (tx) => {
    await loadReadable(tx, ctx.actor.userId, key.channelId)
    const [message] = await tx.select().from(messages).where(ofMessage(key))
    if (!message) throw notFound('message')
    mustNotBeNotice(message)
    mustNotBeDeleted(message)
    const { channelId, number, userId, content } = message
    return { channelId, number, userId, content }
  })
}

/** Reports a person, in the same way. */
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
