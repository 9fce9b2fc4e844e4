import { z } from 'zod'
import { limits } from './limits.ts'
import { id, line } from './text.ts'

/** A file, as everybody sees it who may read the message. Its bytes are at `/files/<id>`, which checks that. */
export const Attachment = z.strictObject({
  id,
  name: z.string(),
  /** By what is in it, whatever its name says. */
  type: z.string(),
  size: z.int().nonnegative(),
  /** Of a picture or a video, in pixels as it is shown; null where they are not known. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  /** A tiny blurred picture as a `data:` URL, to show until the bytes are there. */
  preview: z.string().nullable(),
})
export type Attachment = z.infer<typeof Attachment>

export const attachmentsCreate = {
  input: z.strictObject({
    /** Where it will be sent. Left out: for my picture (`users.update`) or an emoji (`emoji.create`). */
    channelId: id.optional(),
    name: line(limits.fileNameMax),
    /** What the client believes it to be; the server looks at the bytes. */
    type: line(limits.fileTypeMax).optional(),
    size: z.int().positive(),
  }),
  output: z.strictObject({
    id,
    /** The bytes go there: all at once by PUT, or in pieces that can be resumed by the tus protocol (HEAD and PATCH). */
    uploadUrl: z.string(),
  }),
}
/** `ready`: it can be sent. `refused`: it is not kept; `reason` says why in words. */
export const attachmentsGet = {
  input: z.strictObject({ id }),
  output: z.strictObject({
    state: z.enum(['waiting', 'ready', 'refused']),
    attachment: Attachment.nullable(),
    reason: z.string().nullable(),
  }),
}
/** Mine, and not sent yet: what was sent goes with its message. */
export const attachmentsDelete = { input: z.strictObject({ id }), output: z.null() }
