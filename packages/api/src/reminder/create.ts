import { nextUserRevisions, schema } from '@chime/db'
import { limits, type Reminder } from '@chime/protocol'
import { and, count, eq, inArray } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { parseFutureTime } from '../future-time.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'
import { mayStillRead } from './access.ts'
import { toReminder } from './present.ts'

const { reminders } = schema

/**
 * Makes a reminder of a message that the caller may read.
 *
 * @throws Refusal `NOT_FOUND` for the message; `TOO_LARGE` for one reminder too many; what `parseFutureTime` throws
 */
export async function createReminder(
  ctx: SignedInContext,
  input: { channelId: string; number: number; at: string },
): Promise<Reminder> {
  const { userId } = ctx.actor
  const { channelId, number } = input
  await limit(ctx, rules.change, userId)
  const at = parseFutureTime(input.at, 'at')
  return change(ctx.services, async (tx, publishAfterCommit) => {
    if (!(await mayStillRead(tx, userId, input))) throw notFound('message')
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound('user')
    const [kept] = await tx
      .select({ n: count() })
      .from(reminders)
      .where(and(eq(reminders.userId, userId), inArray(reminders.state, ['waiting', 'due'])))
    if ((kept?.n ?? 0) >= limits.remindersMax) {
      throw new Refusal('TOO_LARGE', `At most ${limits.remindersMax} reminders are kept`)
    }
    const [row] = await tx
      .insert(reminders)
      .values({ userId, channelId, number, at, userRevision: revision })
      .returning()
    if (!row) throw new Error('nothing was inserted')
    await ctx.services.jobs.add(tx, 'due', { what: 'reminder', id: row.id }, at)
    publishAfterCommit(userRows.reminders.publication(row))
    return toReminder(row)
  })
}
