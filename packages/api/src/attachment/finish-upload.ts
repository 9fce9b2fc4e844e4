import { type Database, schema } from '@chime/db'
import { type Files, forgetUpload, readUpload, readUploadHead } from '@chime/files'
import { and, eq } from 'drizzle-orm'
import { folderOf } from './present.ts'
import { storeFile } from './store-file.ts'

const { attachments } = schema

/**
 * Looks at a file whose last byte has arrived: detects its type and size in pixels, and stores what is kept of it. Every
 * file can be sent; one that cannot be shown has no size in pixels. Does nothing before the last byte. May be called
 * again and again, on several nodes at once: only one result is kept.
 *
 * @throws StoreError, after which it can be called again
 */
export async function finishUpload({ db, files }: { db: Database; files: Files }, id: string): Promise<void> {
  const waiting = and(eq(attachments.id, id), eq(attachments.state, 'waiting'))
  const [row] = await db.drizzle.select().from(attachments).where(waiting)
  if (!row) return
  const head = await readUploadHead(files.store, id)
  return files.inTurn({ person: row.userId ?? id, head }, async (inspect) => {
    const bytes = await readUpload(files.store, id, row.size)
    if (bytes === null) return
    const set = { state: 'ready' as const, ...(await storeFile(files, folderOf(row), await inspect(bytes))) }
    const done = await db.drizzle.update(attachments).set(set).where(waiting).returning({ id: attachments.id })
    if (done.length > 0) return forgetUpload(files.store, id)
    // Either another call was first, or the upload was cancelled meanwhile. In that case no row refers to what was just
    // stored.
    const left = await db.drizzle.select({ id: attachments.id }).from(attachments).where(eq(attachments.id, id))
    if (left.length === 0) await files.store.erase(folderOf(row))
  })
}

/** @returns the size of an upload that has not ended yet, in bytes; null when there is no such upload */
export async function sizeOfUpload({ db }: { db: Database }, id: string): Promise<number | null> {
  const waiting = and(eq(attachments.id, id), eq(attachments.state, 'waiting'))
  const [row] = await db.drizzle.select({ size: attachments.size }).from(attachments).where(waiting)
  return row?.size ?? null
}
