import { schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import { operatorOf, record } from '../audit/record.ts'
import { lockWithParent, mayRead } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { changeRow, type MessageKey, mustNotBeNotice } from '../message/change.ts'
import { eraseMessage } from '../message/delete.ts'
import { limit, rules } from '../rate-limits.ts'
import { mustModerate } from './access.ts'

const { reports, users } = schema

/**
 * Deletes a message as an admin or moderator of the server: one that they may read, or that somebody has reported. So a
 * moderator does not reach into conversations from which nobody called them.
 *
 * @throws Refusal `FORBIDDEN` for anybody else and for notices, `NOT_FOUND`
 */
export async function deleteMessageAsModerator(ctx: SignedInContext, key: MessageKey): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  await change(ctx.services, async (tx, publishAfterCommit) => {
    await mustModerate(tx, userId)
    const channel = await lockWithParent(tx, key.channelId)
    const isReported = and(eq(reports.channelId, key.channelId), eq(reports.number, key.number))
    if (!channel || !((await mayRead(tx, userId, channel.id)) || (await tx.$count(reports, isReported)) > 0)) {
      throw notFound('message')
    }
    const { before } = await changeRow({ tx, publishAfterCommit }, key, async (message) => {
      mustNotBeNotice(message)
      return eraseMessage({ tx, message, channel, publishAfterCommit })
    })
    if (before.deletedAt) return
    const [author] = await tx
      .select()
      .from(users)
      .where(eq(users.id, before.userId ?? userId))
    const target = { id: before.userId, name: before.userId && (author?.username ?? null) }
    const details = { channelId: key.channelId, number: String(key.number) }
    await record(tx, ctx.services.auditKey, operatorOf(ctx), { action: 'admin.deleteMessage', target, details })
  })
  await eraseFiles(ctx.services)
  return null
}
