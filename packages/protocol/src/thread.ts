import { z } from 'zod'
import { ChannelSummary } from './channel.ts'
import { type ChannelKey, channelKey, type MessageKey, messageKey } from './fields.ts'
import { exactly, type Schemas } from './schema.ts'

/** The thread below a message is a channel of its own. Everybody who opens it gets the same one. */
export const channelsOpenThread: Schemas<MessageKey, ChannelSummary> = {
  input: exactly(z.strictObject(messageKey)),
  output: ChannelSummary,
}

/**
 * Whoever writes in a thread follows it, and so does whoever is called in it or wrote the message that it hangs on. It can
 * be begun by hand, too.
 */
export const channelsFollow: Schemas<ChannelKey, ChannelSummary> = {
  input: exactly(z.strictObject(channelKey)),
  output: ChannelSummary,
}
/** Ends following a thread. It does not begin again by itself, whoever calls. */
export const channelsUnfollow: Schemas<ChannelKey, ChannelSummary> = channelsFollow
