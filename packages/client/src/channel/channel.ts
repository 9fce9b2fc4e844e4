import type { ClientContext } from '../client-context.ts'
import { channelActions } from './channel-actions.ts'
import type { ChannelParts } from './channel-parts.ts'
import { messageActions } from './message-actions.ts'
import type { Channel } from './types.ts'

/**
 * Builds the public object of a channel from its parts. @param onOpenChanged called when the channel was opened or
 * closed
 */
export function createChannel(parts: ChannelParts, context: ClientContext, onOpenChanged: () => void): Channel {
  const { id, view } = parts
  return {
    id,
    summary: view.summary,
    missing: view.missing,
    timeline: view.timeline,
    members: view.members,
    typing: parts.typing.userIds,
    pinned: view.pinned,
    receipts: parts.receipts.readable,
    get draft() {
      return context.drafts.of(id)
    },
    get isDraftDirty() {
      return context.drafts.isDirty(id)
    },
    ...messageActions(parts, context),
    ...channelActions(parts, context, onOpenChanged),
  }
}
