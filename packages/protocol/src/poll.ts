import { z } from 'zod'
import { type ChannelKey, channelKey, id, line, type MessageKey, messageKey, time } from './fields.ts'
import { fold } from './fold.ts'
import { limits } from './limits.ts'
import { exactly, type Schema } from './schema.ts'

/** A poll is a message; its question is the content. */
export interface Poll {
  options: PollOption[]
  /** Whether a person may choose several options. */
  multiple: boolean
  closedAt: string | null
}
export interface PollOption {
  text: string
  count: number
  /** The first `limits.pollVotersMax` people who chose the option. */
  userIds: string[]
}
export const Poll: Schema<Poll> = exactly(
  z.strictObject({
    options: z.array(z.strictObject({ text: z.string(), count: z.int(), userIds: z.array(id) })),
    multiple: z.boolean(),
    closedAt: time.nullable(),
  }),
)

export interface PollsCreateInput extends ChannelKey {
  /** As in `messages.send`. */
  clientId: string
  question: string
  /** No two that look alike, in upper or lower case, with or without accents. */
  options: string[]
  /** Whether a person may choose several options. */
  multiple?: boolean | undefined
}
export const pollsCreate: { readonly input: Schema<PollsCreateInput> } = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      clientId: id,
      question: line(limits.pollTextMax),
      options: z
        .array(line(limits.pollTextMax))
        .min(2)
        .max(limits.pollOptionsMax)
        .refine((options) => new Set(options.map(fold)).size === options.length, 'has the same choice twice'),
      multiple: z.boolean().optional(),
    }),
  ),
}

export interface PollsVoteInput extends MessageKey {
  /** Options by their index, from 0. They replace the caller's earlier vote; an empty list takes it back. */
  options: number[]
}
export const pollsVote: { readonly input: Schema<PollsVoteInput> } = {
  input: exactly(z.strictObject({ ...messageKey, options: z.array(z.int().nonnegative()).max(limits.pollOptionsMax) })),
}
export const pollsClose: { readonly input: Schema<MessageKey> } = { input: exactly(z.strictObject(messageKey)) }
