import { z } from 'zod'
import { id, time } from './text.ts'

export const emojiName = z.string().regex(/^[a-z0-9_+-]{1,30}$/, 'must be 1–30 of a-z, 0-9, _, + and -')

/** A picture of the server's own that can be written as `:name:`. */
export const CustomEmoji = z.strictObject({
  name: emojiName,
  /** Under the server's address. */
  url: z.string(),
  createdBy: id.nullable(),
  createdAt: time,
})
export type CustomEmoji = z.infer<typeof CustomEmoji>

/** All of them, by name. */
export const emojiList = { output: z.array(CustomEmoji) }
/** Admins of the server only; the picture was uploaded by `attachments.create` without a channel. */
export const emojiCreate = { input: z.strictObject({ name: emojiName, attachmentId: id }), output: CustomEmoji }
/** Where it was written its name stays. */
export const emojiDelete = { input: z.strictObject({ name: emojiName }), output: z.null() }
