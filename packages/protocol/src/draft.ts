import { z } from 'zod'
import { limits } from './limits.ts'
import { id, number, text, time } from './text.ts'

/** What I have begun to write in a channel, on whichever device. Empty: nothing, any more. */
export const Draft = z.strictObject({
  channelId: id,
  content: z.string(),
  replyTo: number.nullable(),
  updatedAt: time,
})
export type Draft = z.infer<typeof Draft>

export const channelsSetDraft = {
  input: z.strictObject({ channelId: id, content: text(limits.contentMax), replyTo: number.optional() }),
  output: Draft,
}
/** Those that are not empty, the last written first. */
export const channelsDrafts = { output: z.array(Draft) }
