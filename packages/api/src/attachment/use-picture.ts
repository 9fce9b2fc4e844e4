import { randomUUID } from 'node:crypto'
import { schema, type Tx } from '@chime/db'
import { type Files, readWhole, UnreadableImage } from '@chime/files'
import { limits } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { myAttachment } from './get.ts'
import { type AttachmentRow, folderOf } from './present.ts'

const { attachments } = schema

const uses = {
  avatar: { bytesMax: limits.avatarBytesMax, side: 256, kind: 'square' },
  emoji: { bytesMax: limits.emojiBytesMax, side: 128, kind: 'emoji' },
} as const

/** A picture that is ready to be used: what its row is to become. */
export type Made = Pick<AttachmentRow, 'id'> & { set: Partial<AttachmentRow> }

/**
 * Makes a profile picture or an emoji from a picture that the caller uploaded without a channel. It changes no row:
 * call `usePicture` with the result.
 *
 * @param field the input field, for errors
 * @throws Refusal `NOT_FOUND` for a file of somebody else; `INVALID_INPUT` for what is no picture, is already used, or
 * is meant for a channel; `TOO_LARGE`
 */
export async function makePicture(
  { services, actor }: SignedInContext,
  { id, usedFor, field }: { id: string; usedFor: keyof typeof uses; field: string },
): Promise<Made> {
  const { bytesMax } = uses[usedFor]
  const { files } = services
  const row = await myAttachment(services, actor.userId, id)
  if (row.channelId !== null || row.usedFor !== null || row.state !== 'ready' || row.width === null) {
    throw new Refusal('INVALID_INPUT', `${field}: must be a picture, uploaded for this and not used yet`, { field })
  }
  if (row.size > bytesMax) {
    throw new Refusal('TOO_LARGE', `The picture may have at most ${bytesMax / 1024} KiB`, { field })
  }
  const read = () => readWhole(files.store, row.storeKey)
  const use = { person: actor.userId, folder: folderOf(row), usedFor }
  const set = await shapePicture(files, read, use).catch((error: unknown) => {
    if (error instanceof UnreadableImage) throw new Refusal('INVALID_INPUT', `${field}: ${error.message}`, { field })
    throw error
  })
  return { id, set }
}

/**
 * Gives a picture the form in which it is used, and stores it in this folder of the file store.
 *
 * @param use.person in whose turn
 * @returns the columns to be set in its row
 * @throws UnreadableImage
 * @throws StoreError, also when too many pictures are waiting
 */
export async function shapePicture(
  files: Files,
  read: () => Promise<Buffer>,
  { person, folder, usedFor }: { person: string; folder: string; usedFor: keyof typeof uses },
) {
  const { side, kind } = uses[usedFor]
  const { bytes, type, width, height } = await files.shape({ person, kind, side }, read)
  const storeKey = `${folder}/${usedFor}-${randomUUID().slice(0, 8)}`
  await files.store.put(storeKey, bytes)
  return { storeKey, type, size: bytes.byteLength, width, height, forms: [], usedFor }
}

/** @throws Refusal `NOT_FOUND` when the picture was deleted or used meanwhile */
export async function usePicture(tx: Tx, { id, set }: Made): Promise<void> {
  const used = await tx
    .update(attachments)
    .set(set)
    .where(and(eq(attachments.id, id), isNull(attachments.usedFor)))
    .returning({ id: attachments.id })
  if (used.length === 0) throw notFound('file')
}
