import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { limits, type Saved } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import type { MessageKey } from '../message/change.ts'
import { limit, rules } from '../rate-limits.ts'
import { mayStillRead } from '../reminder/access.ts'
import { userRows } from '../user-stream/rows.ts'
import { ofSaved } from './of-saved.ts'
import { toSaved } from './present.ts'

const { saved } = schema

/**
 * Saves a message that the caller may read. Saving it again changes nothing.
 *
 * @throws Refusal `NOT_FOUND` for the message; `TOO_LARGE` for one message too many
 */
export async function addSaved(ctx: SignedInContext, key: MessageKey): Promise<Saved> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
    const [known] = await tx.select().from(saved).where(ofSaved(userId, key))
    if (known?.saved) return toSaved(known)
    if (!(await mayStillRead(tx, userId, key))) throw notFound('message')
    if ((await tx.$count(saved, and(eq(saved.userId, userId), saved.saved))) >= limits.savedMax) {
      throw new Refusal('TOO_LARGE', `At most ${limits.savedMax} messages are saved: take some away first`)
    }
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    const set = { saved: true, savedAt: new Date(), userRevision }
    const [row] = await tx
      .insert(saved)
      .values({ userId, channelId: key.channelId, number: key.number, ...set })
      .onConflictDoUpdate({ target: [saved.userId, saved.channelId, saved.number], set })
      .returning()
    if (!row) throw new Error('nothing was written')
    publishAfterCommit(userRows.saved.publication(row))
    return toSaved(row)
  })
}
