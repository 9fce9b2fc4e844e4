import { z } from 'zod'
import { limits } from './limits.ts'
import { id, line, number, time } from './text.ts'

/** A poll is a message; its question is the content. */
export const Poll = z.strictObject({
  /** `userIds`: the first `limits.pollVotersMax` who chose it. */
  options: z.array(z.strictObject({ text: z.string(), count: z.int(), userIds: z.array(id) })),
  /** Whether one may choose several. */
  multiple: z.boolean(),
  closedAt: time.nullable(),
})
export type Poll = z.infer<typeof Poll>

const place = z.strictObject({ channelId: id, number })

export const pollsCreate = {
  input: z.strictObject({
    channelId: id,
    /** As in `messages.send`. */
    clientId: id,
    question: line(limits.pollTextMax),
    options: z
      .array(line(limits.pollTextMax))
      .min(2)
      .max(limits.pollOptionsMax)
      .refine((options) => new Set(options).size === options.length, 'has the same choice twice'),
    multiple: z.boolean().optional(),
  }),
}
/** Instead of what I chose before; none takes it back. By their places, from 0. */
export const pollsVote = {
  input: place.extend({ options: z.array(z.int().nonnegative()).max(limits.pollOptionsMax) }),
}
export const pollsClose = { input: place }
