import { schema } from '@chime/db'
import type { Scheduled } from '@chime/protocol'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toScheduled } from '../user/own-rows.ts'

const { scheduledMessages } = schema

/** My messages that wait to be sent, and those that could not be, the next first. */
export async function listScheduled({ services, actor }: SignedInContext): Promise<Scheduled[]> {
  const rows = await services.db.drizzle
    .select()
    .from(scheduledMessages)
    .where(and(eq(scheduledMessages.userId, actor.userId), inArray(scheduledMessages.state, ['waiting', 'failed'])))
    .orderBy(asc(scheduledMessages.sendAt), asc(scheduledMessages.id))
  return rows.map(toScheduled)
}
