import { z } from 'zod'
import { id, time, userKey } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

export interface Presence {
  userId: string
  /** It is `unknown` while the presence store cannot be reached: that is better than a guess. */
  status: 'online' | 'away' | 'busy' | 'offline' | 'unknown'
  lastSeenAt: string | null
}
export const Presence: Schema<Presence> = exactly(
  z.strictObject({
    ...userKey,
    status: z.enum(['online', 'away', 'busy', 'offline', 'unknown']),
    lastSeenAt: time.nullable(),
  }),
)

/** What a person may choose. Others see `invisible` as `offline`. */
export type ChosenStatus = 'online' | 'away' | 'busy' | 'invisible'
export const ChosenStatus: Schema<ChosenStatus> = exactly(z.enum(['online', 'away', 'busy', 'invisible']))

export interface PresenceSetInput {
  status: ChosenStatus
  /**
   * Set by a client that only reports whether its device is in use: `away` or `online`, for this connection alone.
   * It does not change what the person chose, so whoever chose busy or invisible stays so.
   */
  thisDevice?: boolean | undefined
}
export const presenceSet: Schemas<PresenceSetInput, Presence> = {
  input: exactly(
    z
      .strictObject({ status: ChosenStatus, thisDevice: z.boolean().optional() })
      .refine(({ status, thisDevice }) => !thisDevice || status === 'away' || status === 'online', {
        path: ['status'],
        message: 'A device is away or online',
      }),
  ),
  output: Presence,
}

export interface PresenceOfInput {
  userIds: string[]
}
const PresenceOfInput: Schema<PresenceOfInput> = exactly(z.strictObject({ userIds: z.array(id).max(limits.idsMax) }))
export const presenceGet: Schemas<PresenceOfInput, Presence[]> = { input: PresenceOfInput, output: z.array(Presence) }
/**
 * The stream first carries everybody's presence, then the changes. People with whom the caller shares no channel are
 * left out; so are, for those who are not reachable by everybody, people with whom they share none that both have chosen.
 */
export const presenceSubscribe: Schemas<PresenceOfInput, Presence[]> = {
  input: PresenceOfInput,
  output: z.array(Presence),
}
