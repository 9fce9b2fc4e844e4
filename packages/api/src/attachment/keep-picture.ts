import { randomUUID } from 'node:crypto'
import { schema } from '@chime/db'
import { cleanName, Refused } from '@chime/files'
import type { Services } from '../services.ts'
import { keep } from './finish.ts'

const { attachments } = schema

/**
 * Keeps a picture that the server fetched itself, of a page that a message links to. Everybody here may see it.
 *
 * @returns null for what is no picture, or too large to be unpacked, and where the disk is nearly full
 * @throws StoreError
 */
export async function keepPicture(
  { db, files }: Pick<Services, 'db' | 'files'>,
  { bytes, name }: { bytes: Buffer; name: string },
): Promise<{ id: string; width: number; height: number } | null> {
  return files.inTurn(async () => {
    const room = await files.store.room()
    if (room !== null && room < bytes.byteLength + files.reserveBytes) return null
    const looked = await files.look(bytes).catch((error: unknown) => {
      if (error instanceof Refused) return null
      throw error
    })
    if (!looked || looked.width === null || looked.height === null) return null
    const id = randomUUID()
    const kept = await keep(files, id, looked)
    await db.drizzle
      .insert(attachments)
      .values({ id, ...kept, name: cleanName(name), state: 'ready', usedFor: 'preview' })
      .catch(async (error: unknown) => {
        await files.store.erase(id)
        throw error
      })
    return { id, width: looked.width, height: looked.height }
  })
}
