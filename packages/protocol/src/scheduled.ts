import { z } from 'zod'
import { type ChannelKey, channelKey, type IdKey, id, idKey, number, time, visibleText } from './fields.ts'
import { limits } from './limits.ts'
import { metadata } from './message.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/**
 * A message that is to be sent later. One that could not be sent says why, and stays in the list until the caller takes
 * it away.
 */
export interface Scheduled {
  id: string
  channelId: string
  /** The `clientId` that the message will have. */
  clientId: string
  content: string
  metadata: Record<string, string>
  replyTo: number | null
  attachmentIds: string[]
  sendAt: string
  state: 'waiting' | 'sent' | 'failed' | 'cancelled'
  /** Why it could not be sent, as a text. */
  error: string | null
  /** The number of the message that it became. */
  number: number | null
}
export const Scheduled: Schema<Scheduled> = exactly(
  z.strictObject({
    id,
    ...channelKey,
    clientId: id,
    content: z.string(),
    metadata: z.record(z.string(), z.string()),
    replyTo: number.nullable(),
    attachmentIds: z.array(id),
    sendAt: time,
    state: z.enum(['waiting', 'sent', 'failed', 'cancelled']),
    error: z.string().nullable(),
    number: number.nullable(),
  }),
)

export interface MessagesScheduleInput extends ChannelKey {
  /** A retry with the same `clientId` schedules nothing more. */
  clientId?: string | undefined
  content: string
  sendAt: string
  metadata?: Record<string, string> | undefined
  replyTo?: number | undefined
  attachmentIds?: string[] | undefined
}
export const messagesSchedule: Schemas<MessagesScheduleInput, Scheduled> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      clientId: id.optional(),
      content: visibleText(limits.contentMax),
      sendAt: time,
      metadata: metadata.optional(),
      replyTo: number.optional(),
      attachmentIds: z.array(id).max(limits.attachmentsMax).optional(),
    }),
  ),
  output: Scheduled,
}
/** Those that wait or have failed, ordered by time. */
export const messagesScheduled: Schemas<undefined, Scheduled[]> = { output: z.array(Scheduled) }
export const messagesUnschedule: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }
