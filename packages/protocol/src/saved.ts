import { z } from 'zod'
import { type MessageKey, messageKey, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { Message } from './message.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/** A message that the caller has saved for later. Nobody else sees that. */
export interface Saved extends MessageKey {
  savedAt: string
  /** False: it was taken away again. */
  saved: boolean
}
const saved = { ...messageKey, savedAt: time, saved: z.boolean() }
export const Saved: Schema<Saved> = exactly(z.strictObject(saved))

/** A saved message with what it says. */
export interface SavedMessage extends Saved {
  /** Null: it was deleted, or the caller may not read it any more. */
  message: Message | null
}
const SavedMessage: Schema<SavedMessage> = exactly(z.strictObject({ ...saved, message: Message.nullable() }))

/** Saving it again changes nothing. */
export const savedAdd: Schemas<MessageKey, Saved> = { input: exactly(z.strictObject(messageKey)), output: Saved }
export const savedRemove: Schemas<MessageKey, null> = { input: exactly(z.strictObject(messageKey)), output: z.null() }

export interface SavedListInput {
  /** The `cursor` of the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}
export interface SavedPage {
  saved: SavedMessage[]
  /** Null: there are no more. */
  cursor: string | null
}
/** What is saved, the last saved first. */
export const savedList: Schemas<SavedListInput, SavedPage, 'limit'> = {
  input: exactly(
    z.strictObject({
      cursor: text(limits.savedCursorMax).optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
    }),
  ),
  output: exactly(z.strictObject({ saved: z.array(SavedMessage), cursor: z.string().nullable() })),
}
/** All that is saved without what it says, so that a client can mark these messages wherever it shows them. */
export const savedKeys: Schemas<undefined, Saved[]> = { output: z.array(Saved) }
