import { schema } from '@chime/db'
import type { Scheduled } from '@chime/protocol'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toScheduled } from './present.ts'

const { scheduledMessages } = schema

/** The caller's scheduled messages that wait or could not be sent, ordered by time. */
export async function listScheduled({ services, actor }: SignedInContext): Promise<Scheduled[]> {
  const rows = await services.db.drizzle
    .select()
    .from(scheduledMessages)
    .where(and(eq(scheduledMessages.userId, actor.userId), inArray(scheduledMessages.state, ['waiting', 'failed'])))
    .orderBy(asc(scheduledMessages.sendAt), asc(scheduledMessages.id))
  return rows.map(toScheduled)
}
