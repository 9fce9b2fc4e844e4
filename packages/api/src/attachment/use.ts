import { randomUUID } from 'node:crypto'
import { schema, type Tx } from '@chime/db'
import { type Form, Refused, readWhole } from '@chime/files'
import { limits } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { myAttachment } from './get.ts'
import { type AttachmentRow, folderOf } from './present.ts'

const { attachments } = schema

const uses = {
  avatar: { bytesMax: limits.avatarBytesMax, side: 256, form: 'square' },
  emoji: { bytesMax: limits.emojiBytesMax, side: 128, form: 'emoji' },
} as const

/** A picture that is about to be used, as its row is to be. */
export type Made = Pick<AttachmentRow, 'id'> & { set: Partial<AttachmentRow> }

/**
 * Makes of a picture that I uploaded without a channel what it is to be used as; `usePicture` then does it.
 *
 * @param field of the input, for refusals
 * @throws Refusal `NOT_FOUND` for what is not mine; `INVALID_INPUT` for what is no picture, or is used or meant for
 * something else; `TOO_LARGE`
 */
export async function makePicture(
  { services, actor }: SignedInContext,
  { id, usedFor, field }: { id: string; usedFor: keyof typeof uses; field: string },
): Promise<Made> {
  const { bytesMax, side, form } = uses[usedFor]
  const { files } = services
  const row = await myAttachment(services, actor.userId, id)
  if (row.channelId !== null || row.usedFor !== null || row.state !== 'ready' || row.width === null) {
    throw new Refusal('INVALID_INPUT', `${field}: must be a picture, uploaded for this and not used yet`, { field })
  }
  if (row.size > bytesMax) {
    throw new Refusal('TOO_LARGE', `The picture may have at most ${bytesMax / 1024} KiB`, { field })
  }
  const made = await files
    .inTurn(async () => files[form](await readWhole(files.store, row.storeKey), side))
    .catch((error: unknown) => {
      if (error instanceof Refused) throw new Refusal('INVALID_INPUT', `${field}: ${error.message}`, { field })
      throw error
    })
  return { id, set: { ...(await put(made)), usedFor } }

  async function put({ bytes, width, height }: Form) {
    const storeKey = `${folderOf(row)}/${usedFor}-${randomUUID().slice(0, 8)}`
    await files.store.put(storeKey, bytes)
    return { storeKey, type: 'image/webp', size: bytes.byteLength, width, height, forms: [] }
  }
}

/** @throws Refusal `NOT_FOUND` when it went, or was used, meanwhile */
export async function usePicture(tx: Tx, { id, set }: Made): Promise<void> {
  const used = await tx
    .update(attachments)
    .set(set)
    .where(and(eq(attachments.id, id), isNull(attachments.usedFor)))
    .returning({ id: attachments.id })
  if (used.length === 0) throw notFound('file')
}
