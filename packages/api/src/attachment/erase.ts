import { schema, transaction } from '@chime/db'
import { asc, eq } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { folderOf } from './present.ts'

const { attachments, fileErasures } = schema

/** Of one run. What is left waits for the next. */
const atOnce = 100

/**
 * Erases the bytes that no row has any more: call it after what takes rows of `attachments` away. Those that another row has,
 * of a forwarded message, stay. Several nodes may do so at once. Never fails: what could not be done is found by the next run.
 */
export async function eraseFiles({ db, files, log }: Pick<Services, 'db' | 'files' | 'log'>): Promise<void> {
  try {
    const keys = await db.drizzle
      .select({ storeKey: fileErasures.storeKey })
      .from(fileErasures)
      .orderBy(asc(fileErasures.createdAt))
      .limit(atOnce)
    // One that cannot be erased keeps no others waiting.
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
    // Whoever has it is doing it.
    const mine = await tx.select().from(fileErasures).where(its).for('update', { skipLocked: true })
    if (mine.length === 0) return
    const users = await tx.$count(attachments, eq(attachments.storeKey, storeKey))
    if (users === 0) await files.store.erase(folderOf({ storeKey }))
    await tx.delete(fileErasures).where(its)
  })
}
