import { schema, type Tx } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import { notFound } from '../errors.ts'
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
export function findFile({ db }: Pick<Services, 'db'>, userId: string, id: string): Promise<AttachmentRow> {
  return snapshot(db, async (tx) => {
    const [row] = await tx
      .select()
      .from(attachments)
      .where(and(eq(attachments.id, id), eq(attachments.state, 'ready')))
    if (!row) throw notFound('file')
    if (row.usedFor === null) await mustBeFor(tx, userId, row)
    return row
  })
}

async function mustBeFor(tx: Tx, userId: string, row: AttachmentRow): Promise<void> {
  if (row.number === null || row.channelId === null) {
    if (row.userId !== userId) throw notFound('file')
    return
  }
  await readable(tx, userId, row.channelId).catch(() => {
    // Else it would be told from a file that does not exist.
    throw notFound('file')
  })
}
