import { nextUserRevisions, schema } from '@chime/db'
import { limits, type Reminder } from '@chime/protocol'
import { and, count, eq, inArray } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { mustBeAhead } from '../scheduled/ahead.ts'
import { toReminder } from '../user/own-rows.ts'
import { mayStillRead } from './may-still-read.ts'
import { tellReminder } from './tell.ts'

const { reminders } = schema

/**
 * Has me called back to a message that I may read.
 *
 * @throws Refusal `NOT_FOUND`; `TOO_LARGE` for one too many
 */
export async function createReminder(
  ctx: SignedInContext,
  input: { channelId: string; number: number; at: string },
): Promise<Reminder> {
  const { userId } = ctx.actor
  const { channelId, number } = input
  await limit(ctx, rules.change, userId)
  const at = mustBeAhead(input.at, 'at')
  return change(ctx.services, async (tx, say) => {
    if (!(await mayStillRead(tx, userId, input))) throw notFound('message')
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound('user')
    const [held] = await tx
      .select({ n: count() })
      .from(reminders)
      .where(and(eq(reminders.userId, userId), inArray(reminders.state, ['waiting', 'due'])))
    if ((held?.n ?? 0) >= limits.remindersMax) {
      throw new Refusal('TOO_LARGE', `At most ${limits.remindersMax} reminders are kept`)
    }
    const [row] = await tx
      .insert(reminders)
      .values({ userId, channelId, number, at, userRevision: revision })
      .returning()
    if (!row) throw new Error('nothing was inserted')
    await ctx.services.jobs.add(tx, 'due', { what: 'reminder', id: row.id }, at)
    say(tellReminder(row))
    return toReminder(row)
  })
}
