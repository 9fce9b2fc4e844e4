import { z } from 'zod'
import { type ChannelKey, channelKey, id, type MessageKey, messageKey, userKey } from './fields.ts'
import { Membership } from './member.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

export interface ChannelsMarkReadInput extends ChannelKey {
  number: number
  /**
   * The version of the marker on which the client based this call. A call that is based on an older version never
   * undoes a newer `markUnread`.
   */
  version?: number | undefined
}
export const channelsMarkRead: Schemas<ChannelsMarkReadInput, Membership> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      number: z.int().nonnegative(),
      version: z.int().nonnegative().optional(),
    }),
  ),
  output: Membership,
}
/** The message that is named becomes the first unread one. */
export const channelsMarkUnread: Schemas<MessageKey, Membership> = {
  input: exactly(z.strictObject(messageKey)),
  output: Membership,
}

/** The channels in which something was unread. */
export interface MarkedRead {
  channelIds: string[]
}
export const channelsMarkAllRead: Schemas<undefined, MarkedRead> = {
  output: exactly(z.strictObject({ channelIds: z.array(id) })),
}

/** How far another member has read. */
export interface Receipt {
  userId: string
  readNumber: number
}
const Receipt: Schema<Receipt> = exactly(z.strictObject({ ...userKey, readNumber: z.int().nonnegative() }))
/**
 * The other members' read markers, in direct conversations and in groups of at most `limits.receiptMembersMax`. Empty
 * in other channels.
 */
export const channelsReceipts: Schemas<ChannelKey, Receipt[]> = {
  input: exactly(z.strictObject(channelKey)),
  output: z.array(Receipt),
}
