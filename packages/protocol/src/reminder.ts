import { z } from 'zod'
import { type IdKey, id, idKey, type MessageKey, messageKey, time } from './fields.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/** Reminds the caller of a message at a time. */
export interface Reminder {
  id: string
  channelId: string
  number: number
  at: string
  /** It becomes `due` at the time `at`, and stays due until the caller deletes it. */
  state: 'waiting' | 'due' | 'deleted'
}
export const Reminder: Schema<Reminder> = exactly(
  z.strictObject({ id, ...messageKey, at: time, state: z.enum(['waiting', 'due', 'deleted']) }),
)

export interface RemindersCreateInput extends MessageKey {
  at: string
}
export const remindersCreate: Schemas<RemindersCreateInput, Reminder> = {
  input: exactly(z.strictObject({ ...messageKey, at: time })),
  output: Reminder,
}
/** Those that wait or are due, ordered by time. */
export const remindersList: Schemas<undefined, Reminder[]> = { output: z.array(Reminder) }
export const remindersDelete: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }
