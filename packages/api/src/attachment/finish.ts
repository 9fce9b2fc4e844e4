import { randomUUID } from 'node:crypto'
import { schema } from '@chime/db'
import { type Files, forgetUpload, type Looked, Refused, readUpload } from '@chime/files'
import { and, eq } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { type AttachmentRow, folderOf } from './present.ts'

const { attachments } = schema

type Row = Pick<AttachmentRow, 'id' | 'size' | 'storeKey'>

/**
 * Looks at a file whose last byte has come: what it is, how large a picture, and whether it is kept. Does nothing before that,
 * and may be called again and again, on several nodes at once: one of them decides.
 *
 * @throws StoreError, after which it can be called again
 */
export function finishUpload({ db, files }: Pick<Services, 'db' | 'files'>, row: Row): Promise<void> {
  return files.inTurn(async () => {
    const bytes = await readUpload(files.store, row.id, row.size)
    if (bytes === null) return
    const set = await judge(files, folderOf(row), bytes)
    const waiting = and(eq(attachments.id, row.id), eq(attachments.state, 'waiting'))
    const done = await db.drizzle.update(attachments).set(set).where(waiting).returning({ id: attachments.id })
    if (done.length > 0) return forgetUpload(files.store, row.id)
    // Somebody else was first; or it was cancelled meanwhile, and nobody knows of what was just put.
    const left = await db.drizzle.select({ id: attachments.id }).from(attachments).where(eq(attachments.id, row.id))
    if (left.length === 0) await files.store.erase(folderOf(row))
  })
}

/** How many bytes an upload waits for in all; null: none is awaited. */
export async function sizeOfUpload({ db }: Pick<Services, 'db'>, id: string): Promise<number | null> {
  const waiting = and(eq(attachments.id, id), eq(attachments.state, 'waiting'))
  const [row] = await db.drizzle.select({ size: attachments.size }).from(attachments).where(waiting)
  return row?.size ?? null
}

async function judge(files: Files, folder: string, bytes: Buffer): Promise<Partial<AttachmentRow>> {
  try {
    const looked = await files.look(bytes)
    return { state: 'ready', ...(await keep(files, folder, looked)) }
  } catch (error) {
    if (error instanceof Refused) return { state: 'refused', refusal: error.message }
    throw error
  }
}

/** Puts a file and its smaller forms into the store, under names of their own, and says what its row is to say. */
export async function keep({ store }: Files, folder: string, { bytes, forms, ...rest }: Looked) {
  const attempt = randomUUID().slice(0, 8)
  const storeKey = `${folder}/original-${attempt}`
  await store.put(storeKey, bytes)
  const kept = []
  for (const { width, height, bytes: small } of forms) {
    const form = {
      width,
      height,
      type: 'image/webp',
      size: small.byteLength,
      storeKey: `${folder}/${width}-${attempt}`,
    }
    await store.put(form.storeKey, small)
    kept.push(form)
  }
  return { ...rest, size: bytes.byteLength, storeKey, forms: kept }
}
