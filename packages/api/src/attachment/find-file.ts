import { schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'
import type { AttachmentRow } from './present.ts'

const { attachments } = schema

/**
 * Finds a file that this user may download. A file that was sent may be read by whoever may read its channel; before
 * that, only by the person who uploaded it. Profile pictures, emoji and preview pictures may be read by every user.
 *
 * @throws Refusal `NOT_FOUND` also for a file that exists and that the user may not see
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
  await snapshot(db, (tx) => loadReadable(tx, userId, channelId)).catch((error: unknown) => {
    // The refusal of the channel would reveal that the file exists.
    throw error instanceof Refusal ? notFound('file') : error
  })
  return row
}
