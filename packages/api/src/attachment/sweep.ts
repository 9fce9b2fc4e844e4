import { schema } from '@chime/db'
import { and, asc, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { eraseFiles } from './erase.ts'

const { attachments, scheduledMessages } = schema

/** Files that one run deletes. */
const atOnce = 500

/**
 * Deletes files that were announced a day ago and never sent, and pictures that are not used for anything any more;
 * then erases bytes that nothing refers to. Any number of nodes may run it at once: each row is taken by one of them.
 */
export async function sweepFiles(services: Pick<Services, 'db' | 'files' | 'log'>): Promise<void> {
  const { drizzle } = services.db
  const waits = sql`exists (select from ${scheduledMessages} s where s.state = 'waiting' and ${attachments.id} = any (s.attachment_ids))`
  const orphans = drizzle
    .select({ id: attachments.id })
    .from(attachments)
    .where(
      and(
        isNull(attachments.number),
        isNull(attachments.usedFor),
        lt(attachments.createdAt, sql`now() - interval '1 day'`),
        sql`not ${waits}`,
      ),
    )
    .orderBy(asc(attachments.createdAt))
    .limit(atOnce)
    .for('update', { skipLocked: true })
  const gone = await drizzle
    .delete(attachments)
    .where(inArray(attachments.id, orphans))
    .returning({ id: attachments.id })
  if (gone.length > 0) services.log.info({ files: gone.length }, 'files that were never sent are gone')
  await eraseFiles(services)
  await services.files.store.tidy()
}
