import { schema } from '@chime/db'
import { and, asc, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { eraseFiles } from './erase.ts'

const { attachments, scheduledMessages } = schema

/** Of one run. */
const atOnce = 500

/**
 * Takes away the files that were never sent, a day after they were announced, and what is used for nothing any more; erases
 * what is to be erased. On any number of nodes at once: each row is taken by one of them.
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
