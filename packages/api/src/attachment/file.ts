import { schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'
import type { AttachmentRow } from './present.ts'

const { attachments } = schema

/**
 * A file for somebody to have. One that was sent is for who may read the channel; before that, for who uploaded it; pictures
 * of people, emoji and pages are for everybody here.
 *
 * @throws Refusal `NOT_FOUND` also for what exists and is for others
 */
export async function findFile({ db }: Pick<Services, 'db'>, userId: string, id: string): Promise<AttachmentRow> {
  const [row] = await db.drizzle
    .select()
    .from(attachments)
    .where(and(eq(attachments.id, id), eq(attachments.state, 'ready')))
  if (!row) throw notFound('file')
  if (row.usedFor !== null) return row
  const { number, channelId } = row
  if (number === null || channelId === null) {
    if (row.userId !== userId) throw notFound('file')
    return row
  }
  await snapshot(db, (tx) => readable(tx, userId, channelId)).catch((error: unknown) => {
    // Else what is for others would be told from what does not exist.
    throw error instanceof Refusal ? notFound('file') : error
  })
  return row
}
