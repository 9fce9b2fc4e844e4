import { randomUUID } from 'node:crypto'
import type { Files, InspectedFile } from '@chime/files'

/**
 * Puts a file and its smaller forms into the store, under new names, so that two attempts never overwrite each other.
 *
 * @returns the columns to be set in its row
 */
export async function storeFile({ store }: Files, folder: string, { bytes, forms, ...rest }: InspectedFile) {
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
