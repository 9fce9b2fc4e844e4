import { z } from 'zod'
import { limits } from './limits.ts'
import { id, time } from './text.ts'

/** `unknown` is said while the store behind presence cannot be reached: better than a guess. */
export const Presence = z.strictObject({
  userId: id,
  status: z.enum(['online', 'away', 'busy', 'offline', 'unknown']),
  lastSeenAt: time.nullable(),
})
export type Presence = z.infer<typeof Presence>

/** What a person may choose to show; `invisible` is shown to others as `offline`. */
export const ChosenStatus = z.enum(['online', 'away', 'busy', 'invisible'])
export type ChosenStatus = z.infer<typeof ChosenStatus>

const userIds = z.array(id).max(limits.idsMax)

export const presenceSet = {
  input: z
    .strictObject({
      status: ChosenStatus,
      /**
       * Said by the device itself, whether anybody uses it, and not chosen: `away` or `online`, about this connection
       * only. Whoever chose busy or invisible stays so.
       */
      thisDevice: z.boolean().optional(),
    })
    .refine(({ status, thisDevice }) => !thisDevice || status === 'away' || status === 'online', {
      path: ['status'],
      message: 'A device is away or online',
    }),
  output: Presence,
}
export const presenceGet = { input: z.strictObject({ userIds }), output: z.array(Presence) }
/** First the snapshot, then changes. People one shares no channel with are left out. */
export const presenceSubscribe = { input: z.strictObject({ userIds }) }
