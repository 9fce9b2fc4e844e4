import { z } from 'zod'
import { id, time } from './fields.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

export const emojiName: Schema<string> = z.string().regex(/^[a-z0-9_+-]{1,30}$/, 'must be 1–30 of a-z, 0-9, _, + and -')

/** A picture of this installation that people write as `:name:`. */
export interface CustomEmoji {
  name: string
  /** A path on the server's own address. */
  url: string
  createdBy: string | null
  createdAt: string
}
export const CustomEmoji: Schema<CustomEmoji> = exactly(
  z.strictObject({ name: emojiName, url: z.string(), createdBy: id.nullable(), createdAt: time }),
)

/** All custom emoji, by name. */
export const emojiList: Schemas<undefined, CustomEmoji[]> = { output: z.array(CustomEmoji) }

export interface EmojiCreateInput {
  name: string
  /** A picture that was uploaded by `attachments.create` without a channel. */
  attachmentId: string
}
/** Only admins of the server. */
export const emojiCreate: Schemas<EmojiCreateInput, CustomEmoji> = {
  input: exactly(z.strictObject({ name: emojiName, attachmentId: id })),
  output: CustomEmoji,
}

export interface EmojiDeleteInput {
  name: string
}
/** Messages and reactions that use the emoji keep its name as text. */
export const emojiDelete: Schemas<EmojiDeleteInput, null> = {
  input: exactly(z.strictObject({ name: emojiName })),
  output: z.null(),
}
