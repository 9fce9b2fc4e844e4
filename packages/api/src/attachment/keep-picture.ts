import { randomUUID } from 'node:crypto'
import { type Database, schema } from '@chime/db'
import { cleanName, type Files } from '@chime/files'
import { storeFile } from './store-file.ts'

const { attachments } = schema

/** Pictures of pages are waited for by nobody. They have their turns as if they were of one person. */
const person = 'previews'

/**
 * Stores a picture that the server has fetched itself, from a page that a message links to. Every user may see it.
 *
 * @returns null for what is no picture or too large to decode, and when the disk is nearly full
 * @throws StoreError
 */
export async function keepPicture(
  { db, files }: { db: Database; files: Files },
  { bytes, name }: { bytes: Buffer; name: string },
): Promise<{ id: string; width: number; height: number } | null> {
  return files.inTurn({ person, head: bytes }, async (inspect) => {
    const freeBytes = await files.store.room()
    if (freeBytes !== null && freeBytes < bytes.byteLength + files.reserveBytes) return null
    const inspected = await inspect(bytes)
    if (inspected.width === null || inspected.height === null) return null
    const id = randomUUID()
    const kept = await storeFile(files, id, inspected)
    await db.drizzle
      .insert(attachments)
      .values({ id, ...kept, name: cleanName(name), state: 'ready', usedFor: 'preview' })
      .catch(async (error: unknown) => {
        await files.store.erase(id)
        throw error
      })
    return { id, width: inspected.width, height: inspected.height }
  })
}
