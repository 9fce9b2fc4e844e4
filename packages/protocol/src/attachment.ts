import { z } from 'zod'
import { type IdKey, id, idKey } from './fields.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/**
 * A file as everybody sees it who may read its message. Its bytes are at `/files/<id>`, which checks that permission.
 */
export interface Attachment {
  id: string
  name: string
  /** Detected from the bytes, not from the file's name. */
  type: string
  /** Bytes. */
  size: number
  /** Pixels, as the picture or video is shown. Null for other files and where the size is not known. */
  width: number | null
  height: number | null
  /** A tiny blurred picture as a `data:` URL, to show until the file has loaded. */
  preview: string | null
}
export const Attachment: Schema<Attachment> = exactly(
  z.strictObject({
    id,
    name: z.string(),
    type: z.string(),
    size: z.int().nonnegative(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    preview: z.string().nullable(),
  }),
)

export interface AttachmentsCreateInput {
  /**
   * The channel to send the file in. Leave it out for a profile picture (`users.update`) or an emoji
   * (`emoji.create`).
   */
  channelId?: string | undefined
  /**
   * As the file is called where it comes from. The server takes out folders and characters that nobody sees, and cuts it
   * to `limits.fileNameMax`.
   */
  name: string
  /** What the client believes the file to be. The server looks at the bytes and decides for itself. */
  type?: string | undefined
  /** Bytes. An empty file is a file too. */
  size: number
}
/** A file that was announced. */
export interface NewAttachment {
  id: string
  /**
   * Where to send the bytes: all at once by PUT, or in pieces that can be resumed, by the tus protocol (HEAD and
   * PATCH).
   */
  uploadUrl: string
}
export const attachmentsCreate: Schemas<AttachmentsCreateInput, NewAttachment> = {
  input: exactly(
    z.strictObject({
      channelId: id.optional(),
      name: z.string(),
      type: z.string().optional(),
      size: z.int().nonnegative(),
    }),
  ),
  output: exactly(z.strictObject({ id, uploadUrl: z.string() })),
}

export interface AttachmentState {
  /** `ready`: the file can be sent. `refused`: the server does not keep it; this server refuses no file any more. */
  state: 'waiting' | 'ready' | 'refused'
  attachment: Attachment | null
  /**
   * True: it is a picture or a film, and what cameras write into those about the place and the device could not be taken
   * out of it. Tell the user before it is sent.
   */
  keepsMetadata: boolean
  /** A text that says why it was refused. */
  reason: string | null
}
export const attachmentsGet: Schemas<IdKey, AttachmentState> = {
  input: exactly(z.strictObject(idKey)),
  output: exactly(
    z.strictObject({
      state: z.enum(['waiting', 'ready', 'refused']),
      attachment: Attachment.nullable(),
      keepsMetadata: z.boolean(),
      reason: z.string().nullable(),
    }),
  ),
}
/** Only for the caller's own files that were not sent yet. A file that was sent is deleted with its message. */
export const attachmentsDelete: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }
