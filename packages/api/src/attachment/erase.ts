import { schema, transaction } from '@chime/db'
import { asc, eq } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { folderOf } from './present.ts'

const { attachments, fileErasures } = schema

/** Files that one run erases. The next run takes the rest. */
const atOnce = 100

/**
 * Erases the bytes that no row of `attachments` refers to any more. Call it after such rows were deleted. Bytes that
 * another row still refers to, because the message was forwarded, stay. Several nodes may run it at once. It never
 * fails: the next run finds what could not be erased.
 */
export async function eraseFiles({ db, files, log }: Pick<Services, 'db' | 'files' | 'log'>): Promise<void> {
  try {
    const keys = await db.drizzle
      .select({ storeKey: fileErasures.storeKey })
      .from(fileErasures)
      .orderBy(asc(fileErasures.createdAt))
      .limit(atOnce)
    // A file that cannot be erased must not stop the others.
    for (const { storeKey } of keys) await eraseOne({ db, files }, storeKey).catch(failed)
  } catch (err) {
    failed(err)
  }
  function failed(err: unknown): void {
    log.warn({ err }, 'files could not be erased; tried again later')
  }
}

async function eraseOne({ db, files }: Pick<Services, 'db' | 'files'>, storeKey: string): Promise<void> {
  const its = eq(fileErasures.storeKey, storeKey)
  await transaction(db, async (tx) => {
    // Another node may hold the row: then that node erases the file.
    const locked = await tx.select().from(fileErasures).where(its).for('update', { skipLocked: true })
    if (locked.length === 0) return
    const users = await tx.$count(attachments, eq(attachments.storeKey, storeKey))
    if (users === 0) await files.store.erase(folderOf({ storeKey }))
    await tx.delete(fileErasures).where(its)
  })
}
