import type { Message } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import type { ChannelStore } from './store.ts'

/**
 * Looks for the user's own unsent messages among messages that arrived in any way: the server has them, so they are no
 * longer unsent.
 */
export function settleOwn(
  { outbox, emoji, myId }: ClientContext,
  store: ChannelStore,
  messages: readonly Message[],
): void {
  emoji.receive(messages)
  if (outbox.isEmpty) return
  const me = myId()
  for (const message of messages) {
    if (message.userId !== me || !outbox.has(message)) continue
    // Before it leaves the outbox: while messages in front of it are missing, it would otherwise not be shown at all.
    store.acknowledge(message)
    outbox.settle(message)
  }
}
