import { z } from 'zod'
import { limits } from './limits.ts'
import { metadata } from './message.ts'
import { id, number, text, time } from './text.ts'

/** A message that is to be sent later. One that could not be sent says why, and stays until it is taken away. */
export const Scheduled = z.strictObject({
  id,
  channelId: id,
  /** The `clientId` that the message will have. */
  clientId: id,
  content: z.string(),
  metadata: z.record(z.string(), z.string()),
  replyTo: number.nullable(),
  attachmentIds: z.array(id),
  sendAt: time,
  state: z.enum(['waiting', 'sent', 'failed', 'cancelled']),
  /** What it was refused for, in words. */
  error: z.string().nullable(),
  /** Of the message that it became. */
  number: number.nullable(),
})
export type Scheduled = z.infer<typeof Scheduled>

export const messagesSchedule = {
  input: z.strictObject({
    channelId: id,
    /** A retry with the same one schedules nothing more. */
    clientId: id.optional(),
    content: text(limits.contentMax, 1),
    sendAt: time,
    metadata: metadata.optional(),
    replyTo: number.optional(),
    attachmentIds: z.array(id).max(limits.attachmentsMax).optional(),
  }),
  output: Scheduled,
}
/** Those that wait or have failed, the next first. */
export const messagesScheduled = { output: z.array(Scheduled) }
export const messagesUnschedule = { input: z.strictObject({ id }), output: z.null() }

/** Calls me back to a message. */
export const Reminder = z.strictObject({
  id,
  channelId: id,
  number,
  at: time,
  /** `due` from `at` on, until it is deleted. */
  state: z.enum(['waiting', 'due', 'deleted']),
})
export type Reminder = z.infer<typeof Reminder>

export const remindersCreate = { input: z.strictObject({ channelId: id, number, at: time }), output: Reminder }
/** Those that wait or are due, the next first. */
export const remindersList = { output: z.array(Reminder) }
export const remindersDelete = { input: z.strictObject({ id }), output: z.null() }
