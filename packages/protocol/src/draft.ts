import { z } from 'zod'
import { type ChannelKey, channelKey, number, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/**
 * What the caller has begun to write in a channel, shared by all their devices. Empty content means that there is no
 * draft.
 */
export interface Draft {
  channelId: string
  content: string
  /** The number of the message that it answers. */
  replyTo: number | null
  updatedAt: string
}
export const Draft: Schema<Draft> = exactly(
  z.strictObject({ ...channelKey, content: z.string(), replyTo: number.nullable(), updatedAt: time }),
)

export interface ChannelsSetDraftInput extends ChannelKey {
  content: string
  replyTo?: number | undefined
}
export const channelsSetDraft: Schemas<ChannelsSetDraftInput, Draft> = {
  input: exactly(z.strictObject({ ...channelKey, content: text(limits.contentMax), replyTo: number.optional() })),
  output: Draft,
}
/** Without empty drafts, the most recently written first. */
export const channelsDrafts: Schemas<undefined, Draft[]> = { output: z.array(Draft) }
